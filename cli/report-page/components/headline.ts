import { DEFAULT_CHECKS } from '../../../checks/registry.ts';
import type { OrganizationReport } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';
import type { Standing } from '../rows.ts';

interface Headline {
  readonly tone: Standing | 'skip';
  readonly sentence: string;
}

/**
 * What the report comes to, in a sentence, and in one more before it if not all default checks count. The tone is `pass` only if
 * every broker is proven to conform and nothing was out of sight.
 */
export function headlineOf(
  report: Pick<OrganizationReport, 'summary' | 'problems' | 'checks'>,
  kit: Pick<Kit, 'words' | 'number'>,
): Headline {
  const { tone, sentence } = ofBrokers(report, kit);
  const { words, number } = kit;
  const known = DEFAULT_CHECKS.length;
  const made = DEFAULT_CHECKS.filter(({ id }) => report.checks.some((check) => check.id === id)).length;
  if (made === known) return { tone, sentence };
  return { tone, sentence: `${words.headline.onlyChecks(made, number(made), number(known))} ${sentence}` };
}

function ofBrokers(
  { summary: { brokers, places }, problems }: Pick<OrganizationReport, 'summary' | 'problems'>,
  { words: { headline }, number }: Pick<Kit, 'words' | 'number'>,
): Headline {
  const { total, conforming, failing } = brokers;
  const unseen = places.partly + places.notSeen;
  const isWhole = unseen === 0 && problems.length === 0;
  if (total === 0 && places.seen + places.partly === 0) return { tone: 'unknown', sentence: headline.nothing };
  if (total === 0 && isWhole) return { tone: 'skip', sentence: headline.noBrokers(places.total, number(places.total)) };
  if (total === 0 && unseen === 0) return { tone: 'unknown', sentence: headline.noBrokersProblems };
  if (total === 0) return { tone: 'unknown', sentence: headline.noBrokersPartly(number(unseen), number(places.total)) };
  if (failing > 0) {
    return { tone: 'fail', sentence: headline.someFail(failing, number(failing), number(total)) };
  }
  if (conforming < total) {
    return { tone: 'unknown', sentence: headline.noneFails(number(conforming), number(total)) };
  }
  if (!isWhole) return { tone: 'unknown', sentence: headline.allSeenConform(total, number(total)) };
  return { tone: 'pass', sentence: headline.allConform(total, number(total)) };
}
