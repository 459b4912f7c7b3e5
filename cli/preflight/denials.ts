import { isObject, readObject } from '../../checks/json.ts';
import type { ControlPolicy } from '../organization/port.ts';

/** What a service control policy says against actions. */
export interface Denial {
  readonly policy: ControlPolicy;
  /** The name of the statement, if it has one. */
  readonly statement?: string | undefined;
  readonly actions: readonly string[];
  /** Otherwise it depends on the resource, the caller or something else, which are not evaluated. */
  readonly isCertain: boolean;
}

/** The text of a policy is not one that is understood. */
export class UnreadablePolicy extends Error {
  override readonly name = 'UnreadablePolicy';
}

/**
 * The statements of a policy that deny some of the actions.
 * @param text JSON
 * @throws UnreadablePolicy
 */
export function denialsIn(policy: ControlPolicy, text: string, actions: readonly string[]): readonly Denial[] {
  return statementsOf(text)
    .filter(({ Effect }) => Effect === 'Deny')
    .flatMap((statement) => {
      const denied = actions.filter((action) => isAbout(statement, action));
      if (denied.length === 0) return [];
      const { Sid, Condition, Resource = '*', NotResource } = statement;
      const isForAll = NotResource === undefined && listOf(Resource).includes('*');
      const isCertain = isForAll && Object.keys(readObject(Condition)).length === 0;
      return [{ policy, statement: typeof Sid === 'string' ? Sid : undefined, actions: denied, isCertain }];
    });
}

/**
 * The actions that no policy of a root, an organizational unit or an account allows: each of them has to.
 * @param texts JSON
 * @throws UnreadablePolicy
 */
export function notAllowedBy(texts: readonly string[], actions: readonly string[]): readonly string[] {
  const allowing = texts.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Allow');
  return actions.filter((action) => !allowing.some((statement) => isAbout(statement, action)));
}

type Statement = Readonly<Record<string, unknown>>;

function statementsOf(text: string): readonly Statement[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new UnreadablePolicy('The policy is not JSON.', { cause });
  }
  const statements = [readObject(document).Statement].flat();
  if (statements.every(isObject)) return statements;
  throw new UnreadablePolicy('The policy has no statements.');
}

function isAbout({ Action, NotAction }: Statement, action: string): boolean {
  if (NotAction !== undefined) return !listOf(NotAction).some((pattern) => matches(pattern, action));
  return listOf(Action).some((pattern) => matches(pattern, action));
}

function listOf(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

/** Actions have no case. `*` stands for any characters, `?` for one. */
function matches(pattern: string, action: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(action);
}
