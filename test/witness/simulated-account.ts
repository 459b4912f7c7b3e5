import { createAwsState } from '../../simulator/aws/aws-state.ts';
import type { Call } from '../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, SECRETS, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import type { PolicyDocument } from '../../simulator/aws/iam.ts';
import { createSimulation, startSession } from '../../simulator/aws/simulation.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import { answer } from '../../simulator/services.ts';
import { ACCOUNTS, makeBroker, ORDERS, PAYMENTS } from '../simulator/support.ts';

export const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
export const ELSEWHERE = { accountId: ORDERS, region: 'eu-west-1' };
/** The brokers: more than fit in the smallest page that Amazon MQ makes. */
export const NUMBERS = [1, 2, 3, 4, 5, 6, 7];
export const OTHER_NUMBER = 8;
/** When everything happens. */
export const NOW = Date.UTC(2026, 0, 31, 12, 0, 0, 250);
export const RULE_NAME = 'clusters';

/** Of {@link HERE}: one role that may do everything, and one that may do nothing. */
const ALL = `arn:aws:iam::${PAYMENTS}:role/all`;
const NOTHING = `arn:aws:iam::${PAYMENTS}:role/nothing`;
/** Of another account: the first of those two may assume it. It may read brokers there. */
export const MEMBER_ROLE = `arn:aws:iam::${ORDERS}:role/team/member`;

/** An account of a simulated organization, with endpoints for programs that know only AWS. */
export interface SimulatedAccount {
  readonly endpoints: AwsEndpoints;
  /** The environments of programs that act with a role, or with an access key that is not known. */
  readonly as: Readonly<Record<'all' | 'nothing' | 'unknown', Readonly<Record<string, string>>>>;
  /** With which the rule takes evaluations. */
  readonly resultToken: string;
}

/**
 * Opens {@link HERE}, with a rule and brokers. Another broker is {@link ELSEWHERE}.
 * @param intercept is asked before the simulation is, and throws where that shall not answer
 */
export async function openAccount(intercept: (call: Call) => void): Promise<SimulatedAccount> {
  const simulation = createSimulation(createAwsState(ACCOUNTS, { now: () => NOW }), { order: 'by-arrival' });
  const { roles, rules } = simulation.state;
  const nobody = policy([]);
  roles.set(ALL, { arn: ALL, accountId: PAYMENTS, trust: nobody, policies: [allow('*')] });
  roles.set(NOTHING, { arn: NOTHING, accountId: PAYMENTS, trust: nobody, policies: [] });
  const trust = policy([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ALL, Service: [] } }]);
  roles.set(MEMBER_ROLE, { arn: MEMBER_ROLE, accountId: ORDERS, trust, policies: [allow('mq:*')] });
  const arn = `arn:aws:config:${HERE.region}:${PAYMENTS}:config-rule/config-rule-1`;
  rules.set(arn, {
    ...{ arn, name: RULE_NAME, ...HERE, packName: 'pack', functionArn: 'none', parameters: '{}' },
    resourceTypes: ['AWS::AmazonMQ::Broker'],
    messageTypes: ['ConfigurationItemChangeNotification', 'ScheduledNotification'],
  });
  const endpoints = await startAwsEndpoints((call) => {
    intercept(call);
    return answer(simulation, call);
  });
  for (const number of NUMBERS) putBroker(simulation, HERE, makeBroker(HERE, number));
  putBroker(simulation, ELSEWHERE, makeBroker(ELSEWHERE, OTHER_NUMBER));
  // Nothing may wait for a next attempt.
  const environment = { ...awsEnvironment(endpoints.url), AWS_MAX_ATTEMPTS: '1' };
  const environmentOf = (roleArn: string) => ({
    ...environment,
    AWS_ACCESS_KEY_ID: startSession(simulation, { principalArn: roleArn, accountId: PAYMENTS }),
    AWS_SESSION_TOKEN: SECRETS.session,
  });
  return {
    endpoints,
    as: { all: environmentOf(ALL), nothing: environmentOf(NOTHING), unknown: environment },
    resultToken: String(schedule(simulation, HERE)[0]?.event.resultToken),
  };
}

function allow(Action: string): PolicyDocument {
  return policy([{ Effect: 'Allow', Action, Resource: '*' }]);
}

function policy(Statement: PolicyDocument['Statement']): PolicyDocument {
  return { Version: '2012-10-17', Statement };
}
