import { docsUrl, guideUrl } from '../../checks/guide.ts';
import { printable } from '../text/printable.ts';
import { cut } from './components/name.ts';
import { EN } from './words/en.ts';
import { JA } from './words/ja.ts';
import type { CheckWords, LanguageName, Words } from './words/words.ts';

/** What every part of the page writes with: the words, numbers and dates of a language. */
export interface Kit {
  readonly language: LanguageName;
  readonly words: Words;
  readonly number: (number: number) => string;
  /** A share of a whole in percent, rounded down: what is not all is never 100 %. */
  readonly percent: (part: number, whole: number) => string;
  /** The day of a time, in UTC. */
  readonly day: (time: string) => string;
  /** A time to the minute, with UTC. */
  readonly moment: (time: string) => string;
  /** Whole days from one time to another. */
  readonly days: (from: string, to: string) => number;
  readonly check: (check: { readonly id: string; readonly title: string }) => CheckWords;
  /** The section of the guide about a check, in the language. */
  readonly guide: (check: string) => string;
}

/** Of what is no time. */
const LONGEST_TIME = 30;

const MILLISECONDS_PER_DAY = 86_400_000;

export function makeKit(language: LanguageName): Kit {
  const words = language === 'ja' ? JA : EN;
  const numbers = new Intl.NumberFormat(language);
  const percents = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  const date = { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' } as const;
  const days = new Intl.DateTimeFormat(language, date);
  const moments = new Intl.DateTimeFormat(language, { ...date, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  // What is no time is shown as it is.
  const format = (formatter: Intl.DateTimeFormat, time: string) =>
    Number.isNaN(Date.parse(time)) ? cut(printable(time), LONGEST_TIME) : formatter.format(new Date(time));
  return {
    language,
    words,
    number: (number) => numbers.format(number),
    percent: (part, whole) => percents.format(whole === 0 ? 0 : Math.floor((100 * part) / whole) / 100),
    day: (time) => format(days, time),
    moment: (time) => `${format(moments, time)} UTC`,
    days: (from, to) => Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_DAY)) || 0,
    check: ({ id, title }) => ownOf(words.checks, id) ?? asIs(printable(title)),
    // Not the URL of the report: that may come from a file, and what it leads to is not ours.
    guide: (check) => {
      const section = ownOf(words.checks, check) ? { id: check } : undefined;
      return language === 'ja' ? docsUrl('remediation.ja', section?.id) : guideUrl(section);
    },
  };
}

/** A check that this program has no words for. */
function asIs(title: string): CheckWords {
  return { title, label: title, rationale: '', remediation: '' };
}

function ownOf<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
