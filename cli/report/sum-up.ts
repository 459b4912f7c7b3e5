import { printable } from '../text/printable.ts';
import { placeOf } from './formats/wording.ts';
import type { Remark } from './results.ts';

/** Up to how many remarks on accounts that say the same are all printed. */
const MOST_OF_A_KIND = 3;

/** How many more accounts are named. */
const MOST_NAMES = 8;

/**
 * Remarks as lines for people. Where many accounts or regions have the same remark, such as a role that none of them has,
 * only the first is whole, and a line after it names some of the others.
 */
export function toLines(remarks: readonly Remark[], isVerbose: boolean): readonly string[] {
  if (isVerbose) return remarks.map(toLine);
  const kinds = Map.groupBy(remarks, kindOf);
  return remarks.flatMap((remark) => {
    const same = kinds.get(kindOf(remark)) ?? [];
    if (same.length <= MOST_OF_A_KIND) return [toLine(remark)];
    return remark === same[0] ? [toLine(remark), others(same.slice(1))] : [];
  });
}

function toLine(remark: Remark): string {
  return `${nameOf(remark)}: ${printable(remark.message)}`;
}

/** What a remark says, whichever account and region it is about. */
function kindOf({ source, message, line }: Remark): string {
  const [, account, region] = /^(\d{12})(?:\/([a-z0-9-]+))?$/.exec(source) ?? [];
  if (account === undefined) return JSON.stringify([source, line, message]);
  const ofAny = message.replaceAll(account, '<account>');
  return JSON.stringify(region === undefined ? [ofAny] : [ofAny.replaceAll(region, '<region>'), 'region']);
}

function others(remarks: readonly Remark[]): string {
  const named = remarks.slice(0, MOST_NAMES).map(nameOf);
  const more = remarks.length - named.length;
  const list = more === 0 ? named.join(', ') : `${named.join(', ')} and ${more} more`;
  return `${list}: the same. --verbose and the JSON report say it of each.`;
}

/** The source of a remark, and the name of its account, if it is known. */
function nameOf(remark: Remark): string {
  const place = placeOf(remark);
  return remark.accountName === undefined ? place : `${place} (${printable(remark.accountName)})`;
}
