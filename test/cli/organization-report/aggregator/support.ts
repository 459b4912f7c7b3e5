import process from 'node:process';
import { DEFAULT_CHECKS } from '../../../../checks/registry.ts';
import { configureClients } from '../../../../cli/organization/clients.ts';
import { connectReport } from '../../../../cli/organization-report/aggregator/connect.ts';
import type {
  AggregatorRequest,
  ReadObserver,
  ReportCalls,
} from '../../../../cli/organization-report/aggregator/port.ts';
import { readAggregator } from '../../../../cli/organization-report/aggregator/read.ts';
import type { RawAnswer } from '../../../../cli/organization-report/raw-answer.ts';
import type { ReportedBroker, ReportedResult, ReportFacts } from '../../../../cli/organization-report/report.ts';
import { awsEnvironment } from '../../../../simulator/aws/endpoints.ts';
import type { Place } from '../../../../simulator/aws/place.ts';
import { addAccessRoles } from '../../../../simulator/aws/roles.ts';
import type { Broker } from '../../../../simulator/aws/simulation.ts';
import { createAdministratorKey } from '../../../../simulator/aws/simulation.ts';
import { putBroker } from '../../../../simulator/config/recorder.ts';
import { schedule } from '../../../../simulator/config/rule-events.ts';
import type { World, WorldOptions } from '../../../simulator/support.ts';
import { ADMINISTRATOR, makeBroker, ORDERS, PAYMENTS, REGIONS, withWorld } from '../../../simulator/support.ts';

export const ACCESS_ROLE = 'OrganizationAccountAccessRole';
export const AGGREGATOR = 'rabbitmq-conformance';
export const HERE: Place = { accountId: PAYMENTS, region: REGIONS[0] ?? '' };
export const THERE: Place = { accountId: ORDERS, region: REGIONS[1] ?? '' };

/** Failures that stay do not take long. */
const ATTEMPTS = { AWS_MAX_ATTEMPTS: '3' };

export const SILENT: ReadObserver = { onStep: () => {}, onPart: () => {} };

/** A world in which the function has evaluated brokers, and somebody who reports about it. */
export interface ReportWorld extends World {
  /** Reads as the administrator, or as somebody in another account. */
  read(request?: Partial<AggregatorRequest>, accountId?: string, calls?: Partial<ReportCalls>): Promise<ReportFacts>;
  /** The calls of the administrator. */
  connect(): Promise<ReportCalls>;
  /** What was recorded since the world began. */
  readonly answers: readonly RawAnswer[];
  /** Makes brokers in a place, one for each of the differences, and has them evaluated. */
  evaluate(place: Place, brokers: readonly Partial<Broker>[]): Promise<void>;
}

/** Deploys an organization, and sets the environment for the AWS SDK in this process. */
export async function withReportWorld<T>(
  options: WorldOptions,
  use: (world: ReportWorld) => Promise<T>,
  shape: 'organization' | 'stack-set' = 'organization',
): Promise<T> {
  const environment = { ...process.env };
  let numbers = 0;
  try {
    return await withWorld(shape, options, async (world) => {
      const { simulation, deliver } = world;
      addAccessRoles(simulation.state, ADMINISTRATOR);
      const url = String(world.clientConfig(ADMINISTRATOR).endpoint);
      const answers: RawAnswer[] = [];
      const signIn = (accountId: string) =>
        Object.assign(process.env, awsEnvironment(url, createAdministratorKey(simulation, accountId)), ATTEMPTS);
      const connect = async () =>
        connectReport(await configureClients({ environment: process.env }), (answer) => answers.push(answer));
      signIn(ADMINISTRATOR);
      return use({
        ...world,
        answers,
        connect,
        async read(request = {}, accountId = ADMINISTRATOR, others = {}) {
          signIn(accountId);
          const calls = { ...(await connect()), ...others };
          return readAggregator({ checks: DEFAULT_CHECKS, now: new Date(simulation.now()), ...request }, calls, SILENT);
        },
        async evaluate(place, brokers) {
          for (const differences of brokers) {
            await deliver(putBroker(simulation, place, makeBroker(place, numbers, differences)));
            numbers += 1;
          }
          await deliver(schedule(simulation, place));
        },
      });
    });
  } finally {
    process.env = environment;
  }
}

/** The verdicts of a broker, in the order of the checks. */
export function wordsOf({ results }: Pick<ReportedBroker, 'results'>): string {
  return results.map(({ verdict }) => verdict).join(' ');
}

/** The result of a check of the only broker with this name. */
export function resultOf({ brokers }: ReportFacts, name: string, check: string): ReportedResult | undefined {
  return brokers.find((broker) => broker.name === name)?.results.find((result) => result.check === check);
}

/** Every combination of what can be wrong with a broker, and brokers of which something else is to be said. */
export const ALL_KINDS: readonly Partial<Broker>[] = [
  ...(['CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE'] as const).flatMap((deploymentMode) =>
    [false, true].flatMap((publiclyAccessible) =>
      [true, false].map((general) => ({ deploymentMode, publiclyAccessible, logs: { general } })),
    ),
  ),
  { engineType: 'ACTIVEMQ', publiclyAccessible: true },
  { deploymentMode: 'CLUSTER_OF_NEXT_YEAR' },
  { engineType: 'RABBITMQ_NEXT' },
];
