import { daysLeft, hasEnded, SOON_DAYS } from '../../checks/exemption.ts';
import type { LocatedExemption } from '../../checks/exemption-file.ts';
import type { Finding } from '../organization/rows.ts';
import { fine, some, toDo } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import type { StatusContext } from './facts.ts';

/** In a row. */
const MOST = 20;

/** The exemptions of the file that is deployed: those that have ended, and those that end soon. */
export function judgeExemptions({ settings, now }: Pick<StatusContext, 'settings' | 'now'>): readonly Finding[] {
  const { exemptions: path, ruleExemptions } = settings;
  const all = [...ruleExemptions.ended, ...ruleExemptions.current].toSorted(
    (a, b) => daysLeft(a.exemption, now) - daysLeft(b.exemption, now),
  );
  const [first] = all;
  if (path === undefined || first === undefined) return [];
  const ended = all.filter(({ exemption }) => hasEnded(exemption, now));
  const soon = all.filter((entry) => !ended.includes(entry) && daysLeft(entry.exemption, now) <= SOON_DAYS);
  const list = (entries: readonly LocatedExemption[]) => `${some(entries.map(describe), MOST)}.`;
  if (ended.length + soon.length === 0) {
    return [fine(path, `${count(all.length, 'exemption')}. The first ends on ${first.exemption.until}.`)];
  }
  return [
    ...(ended.length === 0
      ? []
      : [
          toDo(
            path,
            `${count(ended.length, 'exemption')} ended: ${list(ended)}`,
            `Delete them from ${path}, or decide again and change "until".`,
          ),
        ]),
    ...(soon.length === 0
      ? []
      : [
          toDo(
            path,
            `${count(soon.length, 'exemption')} will end within ${SOON_DAYS} days: ${list(soon)}`,
            `Fix the brokers, or decide again, change "until" in ${path}, and deploy it.`,
          ),
        ]),
  ];

  function describe({ exemption, line }: LocatedExemption): string {
    const { broker, until, ticket } = exemption;
    const days = daysLeft(exemption, now);
    const left = days < 0 ? '' : `, ${count(days, 'day')} left`;
    return `${broker} (line ${line}, until ${until}${left}${ticket === undefined ? '' : `, ${ticket}`})`;
  }
}
