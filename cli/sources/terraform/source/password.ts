import { readText } from '../../../../checks/json.ts';
import type { Attribute } from '../attribute.ts';
import type { Origin } from '../secrets.ts';
import { isHidden, joinOrigins, originOfAll, originOfAttribute, sourceOf, storedBy } from '../secrets.ts';
import { evaluate } from './evaluate.ts';
import { resolve } from './reference.ts';
import type { Scope } from './scope.ts';
import type { Block, Expression } from './syntax.ts';
import { isUnknown } from './value.ts';

/** Says where the passwords of a broker are from. The reason never has a part of an expression. */
export type PasswordOf = (block: Block, scope: Scope) => Attribute;

/** @param stores the blocks that put a text where secrets are kept */
export function createPasswords(stores: readonly { readonly block: Block; readonly scope: Scope }[]): PasswordOf {
  let isKept: boolean | undefined;

  return ({ attributes, blocks }, scope) => {
    const users = blocks.filter(({ type, labels: [label] }) => (type === 'dynamic' ? label : type) === 'user');
    if (users.length === 0 && !attributes.has('user')) return { value: 'none' };
    const origins = users.map((user): Origin => {
      const password = user.type === 'dynamic' ? undefined : user.attributes.get('password');
      return password && originOf(password, scope);
    });
    return sourceOf(attributes.has('user') ? undefined : originOfAll(origins), () => {
      isKept ??= stores.every(keepsSecret);
      return isKept;
    });
  };
}

function keepsSecret({
  block: { labels, attributes },
  scope,
}: {
  readonly block: Block;
  readonly scope: Scope;
}): boolean {
  return storedBy(labels[0] ?? '').every((name) => {
    const expression = attributes.get(name);
    return expression === undefined || isHidden(originOf(expression, scope));
  });
}

/** Functions whose result has nothing but what is in their first argument. */
const FROM_FIRST: readonly string[] = [
  ...['base64decode', 'chomp', 'jsondecode', 'lower', 'substr', 'title', 'trim', 'trimprefix', 'trimspace'],
  ...['trimsuffix', 'upper', 'urlencode', 'yamldecode'],
];
/** Functions whose result has all of their arguments in it. */
const FROM_ALL: readonly string[] = ['format', 'join'];
/** Functions whose result is one of their arguments. */
const FROM_ONE: readonly string[] = ['coalesce', 'try'];

function originOf(expression: Expression, scope: Scope): Origin {
  const { effort } = scope;
  if (!effort.enter()) return undefined;
  const origin = originOfValue(expression, scope);
  effort.leave();
  return origin;
}

function originOfValue(expression: Expression, scope: Scope): Origin {
  const value = evaluate(expression, scope);
  if (!isUnknown(value)) return readText(value) === undefined ? originOfStructure(expression, scope) : 'literal';
  return originOfStructure(expression, scope);
}

/** Of an expression whose value is not known, or is a list or object. */
function originOfStructure(expression: Expression, scope: Scope): Origin {
  const { expression: found, scope: inner } = resolve(expression, scope);
  const read = (part: Expression) => originOf(part, inner);
  switch (found.kind) {
    case 'template':
      return originOfParts(found.parts, inner);
    case 'call': {
      const name = found.name.replace(/^core::/, '');
      if (found.isExpanded) return undefined;
      if (FROM_FIRST.includes(name)) return found.arguments[0] && read(found.arguments[0]);
      if (name === 'replace') return originOfReplaced(found.arguments, inner);
      if (FROM_ALL.includes(name)) return originOfParts(found.arguments.flatMap(listed), inner);
      return FROM_ONE.includes(name) ? joinOrigins(found.arguments.map(read)) : undefined;
    }
    case 'conditional':
      return joinOrigins([read(found.whenTrue), read(found.whenFalse)]);
    case 'attribute':
    case 'index':
    case 'splat':
      return originOfReference(found, inner);
    default:
      return undefined;
  }
}

function listed(argument: Expression): readonly Expression[] {
  return argument.kind === 'list' ? argument.elements : [argument];
}

/** A password has at least four different characters, so it is not made of one that is put in place of others. */
function originOfReplaced([text, , by]: readonly Expression[], scope: Scope): Origin {
  const value = by && evaluate(by, scope);
  return text && typeof value === 'string' && value.length <= 1 ? originOf(text, scope) : undefined;
}

// https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html#brokers-model-user
const MIN_PASSWORD_LENGTH = 12;

/** With a part that is in no file, the whole is in none, unless that part may be empty and the rest is a password. */
function originOfParts(parts: readonly (string | Expression)[], scope: Scope): Origin {
  let length = 0;
  const origins = parts.flatMap((part): readonly Origin[] => {
    const value = typeof part === 'string' ? part : evaluate(part, scope);
    // Beside others, a text is too short to be one, or it counts.
    if (typeof value === 'string') length += value.length;
    return typeof value === 'string' ? [] : [originOf(part as Expression, scope)];
  });
  if (origins.length === 0) return 'literal';
  const origin = joinOrigins(origins);
  return isHidden(origin) && length >= MIN_PASSWORD_LENGTH ? undefined : origin;
}

/** What an expression reads a part of, and the names of the attributes on the way. */
function rootAndNames(expression: Expression): readonly [Expression, readonly string[]] {
  if (expression.kind !== 'attribute' && expression.kind !== 'index' && expression.kind !== 'splat')
    return [expression, []];
  const [first, names] = rootAndNames(expression.of);
  if (expression.kind === 'attribute') return [first, [...names, expression.name]];
  return [first, expression.kind === 'splat' ? [...names, ...rootAndNames(expression.each)[1]] : names];
}

function originOfReference(expression: Expression, scope: Scope): Origin {
  const [first, names] = rootAndNames(expression);
  // A part of what a function returns, or of a list.
  if (first.kind !== 'name') return first.kind === 'call' ? originOf(first, scope) : undefined;
  if (scope.names.has(first.name)) return undefined;
  const [name = '', label = '', attribute = ''] = names;
  switch (first.name) {
    case 'var':
      return originOfVariable(name, scope);
    case 'local': {
      const traced = scope.trace('local', name);
      return traced?.expression && originOfWhole(traced.expression, traced.scope);
    }
    case 'data':
    case 'ephemeral':
      return originOfAttribute(`${first.name}.${name}`, attribute);
    default:
      return originOfAttribute(first.name, label);
  }
}

function originOfVariable(name: string, scope: Scope): Origin {
  const declared = scope.trace('var', name);
  if (!declared) return undefined;
  if (declared.expression) return originOfWhole(declared.expression, declared.scope);
  if (declared.byDefault === 'other') return undefined;
  if (declared.byDefault === 'text') return 'literal';
  if (!declared.isSensitive) return 'readable';
  const value = scope.lookUp('var', name);
  // A file, or Terragrunt, may have a value.
  const isGivenLater = isUnknown(value) ? value.why === 'has no default' : value === null || value === '';
  return isGivenLater ? 'reference' : undefined;
}

/** Of what a part is read of. In an object that is written out, other parts may have other origins. */
function originOfWhole(expression: Expression, scope: Scope): Origin {
  const { expression: found, scope: inner } = resolve(expression, scope);
  return ['object', 'list', 'for'].includes(found.kind) ? undefined : originOf(found, inner);
}
