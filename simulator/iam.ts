import { UnsupportedTemplateError } from './intrinsics.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: Principal;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

type Principal = Readonly<Record<'AWS' | 'Service', string | readonly string[]>>;

/** One call, as IAM sees it. */
export interface AccessRequest {
  /** For example `mq:DescribeBroker`. */
  readonly action: string;
  /** ARN of what the call is about, or `*` for actions that know no resources. */
  readonly resource: string;
  /** Condition keys. A key that is missing here is missing from the request. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

/** Whether identity-based policies allow a call: some statement does, and none denies it. */
export function isAllowed(policies: readonly PolicyDocument[], request: AccessRequest): boolean {
  return decide(policies.flatMap(({ Statement }) => Statement).filter((statement) => applies(statement, request)));
}

/**
 * Whether the trust policy of a role lets a caller assume it.
 * @param caller ARN of the role of the caller; the root of its account stands for every principal in it
 */
export function isTrusted(trust: PolicyDocument, caller: { readonly arn: string }, request: AccessRequest): boolean {
  const [, partition, , , account] = caller.arn.split(':');
  return trusts(trust, 'AWS', [caller.arn, account ?? '', `arn:${partition}:iam::${account}:root`], request);
}

/** Whether the trust policy of a role lets a service assume it. */
export function isServiceTrusted(trust: PolicyDocument, service: string, request: AccessRequest): boolean {
  return trusts(trust, 'Service', [service], request);
}

function trusts(
  trust: PolicyDocument,
  kind: keyof Principal,
  names: readonly string[],
  request: AccessRequest,
): boolean {
  const statements = trust.Statement.filter(({ Principal }) => {
    refuseUnknown(Object.keys(Principal ?? {}), ['AWS', 'Service'], 'principal');
    return list(Principal?.[kind]).some((principal) => names.includes(principal));
  });
  return decide(statements.filter((statement) => applies({ ...statement, Resource: '*' }, request)));
}

function decide(statements: readonly Statement[]): boolean {
  return statements.length > 0 && statements.every(({ Effect }) => Effect === 'Allow');
}

const ELEMENTS = ['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition'];

function applies(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  refuseUnknown(Object.keys(statement), ELEMENTS, 'element');
  return (
    list(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    list(statement.Resource).some((pattern) => matches(pattern, resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, context[key], list(values), context)),
    )
  );
}

const OPERATORS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: matches,
  ArnLike: matches,
  ArnEquals: matches,
};

// A missing key makes all of these operators false, as does a variable without a value.
function holds(
  operator: string,
  value: string | undefined,
  patterns: readonly string[],
  context: AccessRequest['context'],
): boolean {
  refuseUnknown([operator], Object.keys(OPERATORS), 'condition operator');
  if (value === undefined) return false;
  return patterns.some((pattern) => {
    const expected = substitute(pattern, context);
    return expected !== undefined && OPERATORS[operator]?.(expected, value);
  });
}

function substitute(pattern: string, context: AccessRequest['context']): string | undefined {
  const variables = [...pattern.matchAll(/\$\{([^}]+)\}/g)].map(([, name = '']) => name);
  if (variables.some((name) => context[name] === undefined)) return undefined;
  return pattern.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => context[name] ?? '');
}

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, value: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(value);
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function refuseUnknown(names: readonly string[], known: readonly string[], what: string): void {
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new UnsupportedTemplateError(`The ${what} "${stranger}" is not known to the simulation.`);
}
