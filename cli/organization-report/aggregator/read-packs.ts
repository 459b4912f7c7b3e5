import pMap from 'p-map';
import { CONCURRENCY } from '../../organization/recorder-sources.ts';
import { explainFailure } from '../../scan/failures.ts';
import type { ReportProblem } from '../report.ts';
import { allow, attempt, REMEDIES } from './attempt.ts';
import type { FoundAggregator } from './find.ts';
import { placeKey } from './places.ts';
import type { AggregatedPack, ReportCalls } from './port.ts';
import { REPORT_ACTIONS } from './port.ts';

/** The usual name of the pack, which a setting of the deployment can change. The organization's packs have more before it. */
const USUAL_NAME = 'rabbitmq-conformance';

/** Where there are conformance packs of this project, by {@link placeKey}; `undefined` if that is not known. */
interface FoundPacks {
  readonly packs: ReadonlyMap<string, AggregatedPack> | undefined;
  readonly problems: readonly ReportProblem[];
}

/**
 * Looks for conformance packs where no rule shows a result: AWS Config does not aggregate a rule without results, but it
 * does a pack, as INSUFFICIENT_DATA.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeAggregateComplianceByConformancePacks.html
 * @throws Unusable
 */
export async function readPacks(
  { name, region }: FoundAggregator,
  accountIds: readonly string[],
  calls: Pick<ReportCalls, 'aggregatedPacks'>,
): Promise<FoundPacks> {
  const read = await attempt(
    pMap(accountIds, (accountId) => calls.aggregatedPacks(name, region, accountId), { concurrency: CONCURRENCY }),
  );
  if (read.ok) {
    const own = read.value.flat().filter((pack) => pack.name.includes(USUAL_NAME));
    return { packs: new Map(own.map((pack) => [placeKey(pack), pack])), problems: [] };
  }
  const denied = allow(REPORT_ACTIONS.aggregatedPacks);
  const what = 'Where there is a conformance pack without results is not known';
  const message = explainFailure(what, read.error, { ...REMEDIES, denied });
  return { packs: undefined, problems: [{ source: `aggregator ${name}`, message }] };
}
