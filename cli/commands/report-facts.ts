import type { Check } from '../../checks/check.ts';
import type { IncompleteCheck } from '../configuration/check-parameters.ts';
import type { CommandLine } from '../context.ts';
import type { RecordAnswer } from '../organization-report/raw-answer.ts';
import type { ReportFacts } from '../organization-report/report.ts';
import type { Exempt } from '../report/exemptions.ts';

/** The options that say what a report is about. */
export interface FactsOptions {
  /** With the values that `--set` gives. */
  readonly checks: readonly Check[];
  /** Those that cannot be evaluated. Results that AWS Config has need no values. */
  readonly incomplete?: readonly IncompleteCheck[];
  readonly exemptions?: string;
  readonly aggregator?: string;
  readonly region?: string;
  readonly regions?: readonly string[] | 'all';
  readonly profile?: string;
  readonly roleName?: string;
  readonly externalId?: string;
  /** The setting of the rules. */
  readonly refresh?: number;
}

/** What a report is read with. */
interface Reading {
  readonly exempt: Exempt;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Receives each answer of AWS. */
  readonly record?: RecordAnswer | undefined;
  /** Hears of each file that is read, and whether it is of this program. */
  readonly onRead: (path: string, isOwn: boolean) => void;
}

/**
 * Reads what a report is about: files, or an aggregator if there are none.
 * @throws ReportFileError
 * @throws Unusable
 */
export async function readFacts(
  paths: readonly string[],
  options: FactsOptions,
  { exempt, environment, record, onRead }: Reading,
  { stdin, stderr, now = new Date() }: CommandLine,
): Promise<ReportFacts> {
  const { checks, incomplete, exemptions, aggregator, region, regions, profile, roleName, externalId, refresh } =
    options;
  if (paths.length > 0) {
    const { readFiles } = await import('../organization-report/files/read-files.ts');
    const isAsItWas = exemptions === undefined;
    return readFiles(paths, { checks, incomplete, exempt, stdin, now, isAsItWas, onRead });
  }
  const [{ readAggregator }, { connectReport }, { startReadProgress }, { configureClients }] = await Promise.all([
    import('../organization-report/aggregator/read.ts'),
    import('../organization-report/aggregator/connect.ts'),
    import('../organization-report/aggregator/progress.ts'),
    import('../organization/clients.ts'),
  ]);
  const progress = startReadProgress(stderr);
  try {
    // Without another one, AWS STS is asked in the same region: the partition of the default one may not be yours.
    const configured = region === undefined ? environment : { ...environment, AWS_REGION: region };
    const configs = await configureClients({ profile, externalId, environment: configured });
    const only = regions === 'all' ? undefined : regions;
    return await readAggregator(
      { aggregator, region, regions: only, roleName, checks, exempt, refresh, now },
      connectReport(configs, record),
      progress,
    );
  } finally {
    progress.end();
  }
}
