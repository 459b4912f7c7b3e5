import pMap from 'p-map';
import { packName } from '../../cdk/settings/names.ts';
import { covers } from '../organization/aggregator-coverage.ts';
import { hasOrganizationPack, placeOf } from '../organization/context.ts';
import type { Place } from '../organization/port.ts';
import type { RecordingPlace } from '../organization/recorder-sources.ts';
import { CONCURRENCY } from '../organization/recorder-sources.ts';
import type { Failure } from '../organization/rows.ts';
import { attempt } from '../organization/rows.ts';
import type { Evaluations, PlaceReading, StatusContext } from './facts.ts';
import type { RecordedBroker } from './port.ts';

/** Reads rules, results and brokers of each account and region: there if possible, else from an aggregator. */
export async function readPlaces(
  context: StatusContext,
  recordings: readonly RecordingPlace[],
): Promise<readonly PlaceReading[]> {
  const direct = await pMap(recordings, (recording) => readDirectly(context, recording), { concurrency: CONCURRENCY });
  if (direct.every(({ evaluations }) => evaluations.ok)) return direct;
  const aggregated = await attempt(openAggregator(context));
  return pMap(
    direct,
    async (reading, index): Promise<PlaceReading> => {
      if (reading.evaluations.ok || !aggregated.ok || aggregated.value === undefined) return reading;
      // If AWS Config does not record brokers, the aggregator does not know them, and cannot prove anything.
      if (recordings[index]?.recording.kind !== 'recording') return reading;
      const evaluations = await attempt(aggregated.value(reading));
      if (!evaluations.ok || evaluations.value === undefined) return reading;
      return { ...reading, evaluations: { ok: true, value: evaluations.value } };
    },
    { concurrency: CONCURRENCY },
  );
}

/** Nobody can look into another account. */
export const NO_ROLE: Failure = {
  ok: false,
  code: '',
  reason: 'without --role-name, nobody looks into other accounts.',
};

const UNSEEN: Failure = {
  ok: false,
  code: '',
  reason: 'neither a role in the account nor an aggregator shows it.',
};

async function readDirectly(
  context: StatusContext,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): Promise<PlaceReading> {
  const { aws, settings } = context;
  const place = placeOf(context, accountId, region);
  const hasOwnPack = !hasOrganizationPack(settings);
  if (place === undefined) {
    return { accountId, region, pack: hasOwnPack ? NO_ROLE : undefined, evaluations: UNSEEN };
  }
  const pack = hasOwnPack ? attempt(aws.pack(packName(settings), place)) : undefined;
  const evaluations = await attempt(readEvaluations(context, accountId, place));
  return { accountId, region, pack: await pack, evaluations };
}

async function readEvaluations(
  { aws, settings }: StatusContext,
  accountId: string,
  place: Place,
): Promise<Evaluations> {
  const names = await aws.ruleNames(place);
  const rules = names.filter((name) => isOwnRule(settings.pack.ruleNames, name));
  const results = await pMap(
    rules,
    async (rule) => (await aws.results(rule, place)).map((result) => ({ ...result, rule })),
    { concurrency: 1 },
  );
  const brokers = await aws.brokers(accountId, place);
  return { seenBy: 'account', rules, results: results.flat(), brokers: brokers.filter(isRabbitMq).map(idOf) };
}

/** `undefined` where the aggregator is not proven to know all brokers. */
type ReadAggregated = (place: {
  readonly accountId: string;
  readonly region: string;
}) => Promise<Evaluations | undefined>;

/**
 * The first organization aggregator in a region of the deployment. It is asked about rules only where it knows brokers:
 * an organization has many more rules than that.
 */
async function openAggregator(context: StatusContext): Promise<ReadAggregated | undefined> {
  const { aws, settings, regions } = context;
  for (const region of regions) {
    const [aggregator] = (await aws.aggregators(region)).filter(({ isOfOrganization }) => isOfOrganization);
    if (aggregator === undefined) continue;
    const { name, regions: collected } = aggregator;
    const collector = { regions: collected, sources: await aws.aggregatorSources(name, region) };
    const brokers = (await aws.aggregatedBrokers(name, region)).filter(isRabbitMq);
    return async (place) => {
      if (!covers(collector, place.accountId, place.region)) return undefined;
      const own = brokers.filter((broker) => broker.accountId === place.accountId && broker.region === place.region);
      if (own.length === 0) return { seenBy: 'aggregator', rules: [], results: [], brokers: [] };
      const listed = await aws.aggregatedRules(name, region, place);
      const rules = listed.filter((rule) => isOwnRule(settings.pack.ruleNames, rule.name));
      const results = await pMap(
        rules,
        async (rule) =>
          (await aws.aggregatedResults(name, region, rule)).map((result) => ({ ...result, rule: rule.name })),
        { concurrency: 1 },
      );
      return {
        seenBy: 'aggregator',
        rules: rules.map((rule) => rule.name),
        results: results.flat(),
        brokers: own.map(idOf),
      };
    };
  }
  return undefined;
}

/** The names of rules in a pack have a suffix. */
function isOwnRule(ruleNames: readonly string[], name: string): boolean {
  return ruleNames.some((rule) => name.startsWith(`${rule}-conformance-pack-`));
}

/** A broker of an unknown engine counts, because the rules evaluate it too. */
function isRabbitMq({ engine }: RecordedBroker): boolean {
  return engine === undefined || engine.toUpperCase() === 'RABBITMQ';
}

function idOf({ resourceId }: RecordedBroker): string {
  return resourceId;
}
