import { refuseUnsupported } from '../template/unsupported.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Who may assume a role. An asterisk, also as the only AWS principal, stands for everybody. */
export type Principal = '*' | Readonly<Partial<Record<'AWS' | 'Service', string | readonly string[]>>>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: Principal;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

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
  for (const policy of policies) refuseUnsupportedPolicy(policy);
  return decide(policies.flatMap(({ Statement }) => Statement).filter((statement) => applies(statement, request)));
}

/**
 * Whether the trust policy of a role lets a caller assume it.
 * @param caller the role of the caller, which a policy that named it knows by its id; the root of its account stands for
 *   every principal in it
 */
export function isTrusted(
  trust: PolicyDocument,
  { arn, id = arn }: { readonly arn: string; readonly id?: string | undefined },
  request: AccessRequest,
): boolean {
  const [, partition, , , account] = arn.split(':');
  return grants(inTrust(trust), 'AWS', [id, account ?? '', `arn:${partition}:iam::${account}:root`], request);
}

/** Whether the trust policy of a role lets a service assume it. */
export function isServiceTrusted(trust: PolicyDocument, service: string, request: AccessRequest): boolean {
  return grants(inTrust(trust), 'Service', [service], request);
}

/** Whether a resource-based policy lets a service do something with the resource. */
export function isServiceAllowed(policy: PolicyDocument, service: string, request: AccessRequest): boolean {
  return grants(policy, 'Service', [service], request);
}

/** A trust policy says nothing of resources: it is about its role. */
function inTrust(trust: PolicyDocument): PolicyDocument {
  return { ...trust, Statement: trust.Statement.map((statement) => ({ ...statement, Resource: '*' })) };
}

function grants(
  policy: PolicyDocument,
  kind: 'AWS' | 'Service',
  names: readonly string[],
  request: AccessRequest,
): boolean {
  refuseUnsupportedPolicy(policy);
  const statements = policy.Statement.filter(({ Principal = {} }) => {
    if (Principal === '*' || list(Principal.AWS).includes('*')) return true;
    return list(Principal[kind]).some((principal) => names.includes(principal));
  });
  return decide(statements.filter((statement) => applies(statement, request)));
}

function decide(statements: readonly Statement[]): boolean {
  return statements.length > 0 && statements.every(({ Effect }) => Effect === 'Allow');
}

const ELEMENTS = ['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition'];

/** @throws UnsupportedTemplateError if the simulation does not know all that a policy says, whatever is called */
export function refuseUnsupportedPolicy({ Version, Statement: statements }: PolicyDocument): void {
  // Variables are mere text in the older version.
  refuseUnsupported([Version], ['2012-10-17'], 'policy version');
  for (const statement of statements) {
    refuseUnsupported(Object.keys(statement), ELEMENTS, 'element');
    refuseUnsupported([statement.Effect], ['Allow', 'Deny'], 'effect');
    refuseUnsupported(Object.keys(statement.Condition ?? {}), Object.keys(OPERATORS), 'condition operator');
    const { Principal = {} } = statement;
    if (Principal !== '*') refuseUnsupported(Object.keys(Principal), ['AWS', 'Service'], 'principal');
  }
}

function applies(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  return (
    list(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    list(statement.Resource).some((pattern) => matches(pattern, resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, lookUp(context, key), list(values), context)),
    )
  );
}

/**
 * The names of keys have no case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
function lookUp(context: AccessRequest['context'], key: string): string | undefined {
  return Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

const OPERATORS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringNotEquals: (pattern, value) => pattern === value,
  StringLike: matches,
  ArnLike: arnMatches,
  ArnEquals: arnMatches,
  ArnNotLike: arnMatches,
  Bool: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
  Null: () => false,
  // Of a key with several values, which the simulation has none of.
  'ForAllValues:StringEquals': (pattern, value) => pattern === value,
};

/** What each negated operator is the opposite of. A missing key makes it true. */
const NEGATED: Readonly<Record<string, string>> = { StringNotEquals: 'StringEquals', ArnNotLike: 'ArnLike' };

// A missing key makes the other operators false, as does a variable without a value.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
function holds(
  operator: string,
  value: string | undefined,
  patterns: readonly string[],
  context: AccessRequest['context'],
): boolean {
  if (operator === 'Null') return patterns.includes(String(value === undefined));
  const opposite = NEGATED[operator];
  if (opposite !== undefined) return !holds(opposite, value, patterns, context);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  if (operator.startsWith('ForAllValues:') && value === undefined) return true;
  if (value === undefined) return false;
  return patterns.some((pattern) => {
    const expected = substitute(pattern, context);
    return expected !== undefined && OPERATORS[operator]?.(expected, value);
  });
}

function substitute(pattern: string, context: AccessRequest['context']): string | undefined {
  const variables = [...pattern.matchAll(/\$\{([^}]+)\}/g)].map(([, name = '']) => name);
  if (variables.some((name) => lookUp(context, name) === undefined)) return undefined;
  return pattern.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => lookUp(context, name) ?? '');
}

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, value: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(value);
}

/**
 * The six parts are compared one by one: an asterisk does not reach over the colon after its part.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnMatches(pattern: string, value: string): boolean {
  const parts = arnParts(value);
  const patterns = arnParts(pattern);
  return (
    parts.length === 6 && patterns.length === 6 && patterns.every((part, index) => matches(part, parts[index] ?? ''))
  );
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** The values of an element of a policy, which may be one alone. */
export function list(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
