import { readText } from '../../../../checks/json.ts';
import type { Attribute } from '../attribute.ts';
import type { Origin } from '../secrets.ts';
import { isSecretType, joinOrigins, originOfAll, WHY_UNKNOWN } from '../secrets.ts';
import { evaluate } from './evaluate.ts';
import { resolve } from './reference.ts';
import type { Scope } from './scope.ts';
import type { Block, Expression } from './syntax.ts';
import { isUnknown } from './value.ts';

/** Where the passwords of a broker are from. The reason never has a part of an expression. */
export function readPassword({ blocks }: Block, scope: Scope): Attribute {
  const users = blocks.filter(({ type, labels: [label] }) => (type === 'dynamic' ? label : type) === 'user');
  if (users.length === 0) return { value: 'none' };
  const origins = users.map((user): Origin => {
    const password = user.type === 'dynamic' ? undefined : user.attributes.get('password');
    return password && originOf(password, scope);
  });
  const origin = originOfAll(origins);
  return origin === undefined ? { why: WHY_UNKNOWN } : { value: origin };
}

/** Functions whose result has nothing but what is in their first argument. */
const FROM_FIRST: readonly string[] = [
  ...['base64decode', 'chomp', 'jsondecode', 'lower', 'replace', 'substr', 'title', 'trim', 'trimprefix', 'trimspace'],
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
      return originOfParts(found.parts, read);
    case 'call': {
      const name = found.name.replace(/^core::/, '');
      if (found.isExpanded) return undefined;
      if (FROM_FIRST.includes(name)) return found.arguments[0] && read(found.arguments[0]);
      if (FROM_ALL.includes(name)) return originOfParts(found.arguments.flatMap(listed), read);
      return FROM_ONE.includes(name) ? joinOrigins(found.arguments.map(read)) : undefined;
    }
    case 'conditional':
      return joinOrigins([read(found.whenTrue), read(found.whenFalse)]);
    case 'attribute':
    case 'index':
      return originOfReference(found, inner);
    default:
      return undefined;
  }
}

function listed(argument: Expression): readonly Expression[] {
  return argument.kind === 'list' ? argument.elements : [argument];
}

/** With a part that is in no file, the whole is in none. */
function originOfParts(parts: readonly (string | Expression)[], read: (part: Expression) => Origin): Origin {
  const origins = parts.flatMap((part) => (typeof part === 'string' ? [] : [read(part)]));
  return origins.includes('reference') ? 'reference' : joinOrigins(origins);
}

function originOfReference(expression: Expression, scope: Scope): Origin {
  let first = expression;
  const names: string[] = [];
  while (first.kind === 'attribute' || first.kind === 'index' || first.kind === 'splat') {
    if (first.kind === 'attribute') names.unshift(first.name);
    first = first.of;
  }
  // A part of what a function returns, or of a list.
  if (first.kind !== 'name') return first.kind === 'call' ? originOf(first, scope) : undefined;
  if (scope.names.has(first.name)) return undefined;
  const [name = '', attribute] = names;
  switch (first.name) {
    case 'var':
      return originOfVariable(name, scope);
    case 'local': {
      const traced = scope.trace('local', name);
      return traced?.expression && originOfWhole(traced.expression, traced.scope);
    }
    case 'data':
    case 'ephemeral':
      return isSecretType(`${first.name}.${name}`) && attribute !== undefined ? 'reference' : undefined;
    default:
      return isSecretType(first.name) ? 'reference' : undefined;
  }
}

function originOfVariable(name: string, scope: Scope): Origin {
  const declared = scope.trace('var', name);
  if (!declared) return undefined;
  if (declared.expression) return originOfWhole(declared.expression, declared.scope);
  if (declared.byDefault === 'other') return undefined;
  if (declared.byDefault === 'text' || !declared.isSensitive) return 'literal';
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
