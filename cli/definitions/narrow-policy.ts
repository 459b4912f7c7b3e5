import { quote } from '../../checks/json.ts';
import { enumerate } from '../text/enumerate.ts';
import type { Policy } from './definitions.ts';
import { isLongPattern, judgePattern } from './pattern.ts';
import type { QueueFacts, SettingsContext } from './policy-context.ts';
import { matching } from './policy-context.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep } from './rows.ts';
import { PAGES } from './target.ts';

/** How many names are listed. */
const MAX_NAMES = 5;

/**
 * Keeps a policy that follows queues to their new type from those that were quorum queues before: it did not apply to
 * them. If its pattern cannot be narrowed, the queues are named.
 */
export function keepFromQuorum(policy: Policy, context: SettingsContext): Review<Policy> {
  const isOld = ({ before, after }: QueueFacts) => before === 'quorum' && after === 'quorum';
  const names = matching(policy, context, isOld).map(({ name }) => name);
  if (names.length === 0) return keep(policy);
  const pattern = narrow(policy.pattern, names);
  if (pattern === undefined) return keep(policy, newlyApplies(names));
  return keep({ ...policy, pattern }, isKeptFrom(names));
}

function isKeptFrom(names: readonly string[]): Finding {
  return change(
    `would also apply to what was a quorum queue before: ${list(names)}.`,
    'Take these names out of its pattern, as in the importable definitions.',
    PAGES.quorumPolicies,
  );
}

function newlyApplies(names: readonly string[]): Finding {
  return change(
    `newly applies to what was a quorum queue before: ${list(names)}.`,
    'If you do not want that, give these queues a policy of a higher priority.',
    PAGES.quorumPolicies,
  );
}

function list(names: readonly string[]): string {
  const more = names.length > MAX_NAMES ? [`${names.length - MAX_NAMES} more`] : [];
  return enumerate([...names.slice(0, MAX_NAMES).map(quote), ...more]);
}

const ALL = ['', '^', '.*', '^.*', '.*$', '^.*$'];

/** A pattern for the same names but some; `undefined` if it would be too long, or cannot be taken apart. */
function narrow(pattern: unknown, names: readonly string[]): string | undefined {
  if (typeof pattern !== 'string' || judgePattern(pattern) !== 'valid') return undefined;
  const others = `^(?!(?:${names.map(escapePattern).join('|')})$)`;
  const isAnchored = pattern.startsWith('^') && !pattern.includes('|');
  const rest = isAnchored ? pattern.slice(1) : `.*(?:${pattern})`;
  const narrowed = ALL.includes(pattern) ? others : `${others}${rest}`;
  return isLongPattern(narrowed) ? undefined : narrowed;
}

function escapePattern(name: string): string {
  return name.replaceAll(/[\\^$.|?*+()[\]{}#-]/g, String.raw`\$&`);
}
