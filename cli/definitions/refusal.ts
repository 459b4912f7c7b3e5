import type { Since } from './engine.ts';
import type { Finding } from './rows.ts';
import type { TargetVersion } from './target.ts';

/** Something in an export that a broker does not take. */
export interface Refusal {
  /** The kinds of objects that it is about. */
  readonly kinds: readonly string[];
  /** What is wrong: a sentence without its end, whose subject is the object. */
  readonly what: string;
  /** `skipped`: the import reports no error, but the object is not there. The default is that the import ends with an error. */
  readonly effect?: 'skipped';
  /** What that means, if it is not the usual. */
  readonly consequence?: string;
  readonly since: Since;
  /** Whether the importable file has the object, changed, or leaves it out. */
  readonly verdict: 'change' | 'lost';
  /** The importable file leaves the object out, although its verdict is `change`: it has no effect. */
  readonly isLeftOut?: true;
  /** What to do, in sentences. */
  readonly action: string;
  /** The address of the source file that refuses it. */
  readonly source: string;
}

/** What refusing one object means for the import. If several do, each says so. */
export const CONSEQUENCES = {
  refused: 'the new broker would refuse the import.',
  skipped: 'the new broker would not create it, and report no error.',
} as const;

/** Whether a version refuses something. */
export function isRefused({ since }: Refusal, target: TargetVersion): boolean {
  return since[target] !== undefined;
}

/** The finding about something that is refused. @param what instead of the general words, to name what is meant */
export function refuse(refusal: Refusal, what: string = refusal.what): Finding {
  const consequence = refusal.consequence ?? CONSEQUENCES[refusal.effect ?? 'refused'];
  return {
    verdict: refusal.verdict,
    detail: `${what}: ${consequence}`,
    action: refusal.action,
    reference: refusal.source,
  };
}
