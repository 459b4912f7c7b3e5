import type { Call } from '../../simulator/aws/call.ts';
import { AwsError } from '../../simulator/aws/call.ts';
import type { Network } from '../../simulator/aws/network.ts';
import { paginate } from '../../simulator/aws/pages.ts';
import { assumedRole } from '../../simulator/aws/sts.ts';
import { answerEc2 } from '../../simulator/ec2/ec2.ts';
import type { BrokerAnswer } from './brokers.ts';
import { listEntry } from './brokers.ts';

/** An evaluation as it is on the wire. */
export interface WireEvaluation {
  readonly ComplianceResourceType: string;
  readonly ComplianceResourceId: string;
  readonly ComplianceType: string;
  readonly Annotation?: string;
  /** Seconds since 1970. */
  readonly OrderingTimestamp: number;
}

/** What is in an account. */
export interface LoopbackAccount {
  readonly brokers: readonly BrokerAnswer[];
  /** The ids under which AWS Config has brokers. */
  readonly discovered?: readonly string[];
  /** The ids under which the rule has COMPLIANT results, all of 2026-01-01. */
  readonly recorded?: readonly string[];
  /** What `GetResourceConfigHistory` has. */
  readonly items?: readonly unknown[];
  readonly network?: Network;
  /** Takes what `PutEvaluations` brings. */
  readonly evaluations: WireEvaluation[];
}

const NO_NETWORK: Network = { securityGroups: new Map(), prefixLists: new Map() };

/** Answers the calls of the function, with pages as long as AWS makes them. */
export function answerFor(account: LoopbackAccount): (call: Call) => unknown {
  const { brokers, discovered = [], recorded = [], items = [], network = NO_NETWORK, evaluations } = account;
  return (call) => {
    const { service, operation, input } = call;
    if (service === 'ec2') return answerEc2(network, call);
    switch (operation) {
      case 'PutEvaluations':
        evaluations.push(...(input.Evaluations as readonly WireEvaluation[]));
        return { FailedEvaluations: [] };
      case 'GetResourceConfigHistory':
        return { configurationItems: items };
      case 'GetComplianceDetailsByConfigRule': {
        const { page, token } = paginate(recorded, input.NextToken, Number(input.Limit ?? 10), 100);
        return { EvaluationResults: page.map(recordedResult), NextToken: token };
      }
      case 'ListDiscoveredResources': {
        const { page, token } = paginate(discovered, input.nextToken, Number(input.limit ?? 100), 100);
        const identifiers = page.map((resourceId) => ({ resourceType: 'AWS::AmazonMQ::Broker', resourceId }));
        return { resourceIdentifiers: identifiers, nextToken: token };
      }
      case 'ListBrokers': {
        const { page, token } = paginate(brokers, input.nextToken, Number(input.maxResults ?? 20), 100);
        return { brokerSummaries: page.map(listEntry), nextToken: token };
      }
      case 'DescribeBroker': {
        const broker = brokers.find(({ brokerId }) => brokerId === input.brokerId);
        if (!broker) throw new AwsError(404, 'NotFoundException', `Can't find requested broker [${input.brokerId}].`);
        return broker;
      }
      case 'AssumeRole':
        return assumedRole(input, 'ASSUMED');
      default:
        throw new AwsError(400, 'UnknownOperationException', operation);
    }
  };
}

function recordedResult(ResourceId: string) {
  return {
    ComplianceType: 'COMPLIANT',
    EvaluationResultIdentifier: {
      OrderingTimestamp: Date.UTC(2026, 0, 1) / 1000,
      EvaluationResultQualifier: { ConfigRuleName: 'rule', ResourceType: 'AWS::AmazonMQ::Broker', ResourceId },
    },
  };
}
