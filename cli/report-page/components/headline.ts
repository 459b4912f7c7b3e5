import type { OrganizationReport } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';
import type { Standing } from '../rows.ts';

/**
 * What the report comes to, in a sentence. The tone is `pass` only if every broker is proven to conform and nothing was
 * out of sight.
 */
export function headlineOf(
  { summary: { brokers, places }, problems }: Pick<OrganizationReport, 'summary' | 'problems'>,
  { words: { headline }, number }: Pick<Kit, 'words' | 'number'>,
): { readonly tone: Standing | 'skip'; readonly sentence: string } {
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
