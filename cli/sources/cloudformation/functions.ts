import { isObject } from '../../../checks/json.ts';
import type { Call } from './expression.ts';
import { whatGenerates } from './generated.ts';
import type { Outcome, Outcomes } from './outcome.ts';
import { ABSENT, anyOf, certain, collapse, known, textOf, unknown } from './outcome.ts';
import type { Resolver } from './resolver.ts';

/** The result of a function for its arguments, or why it is not known. */
type Evaluate = (argument: unknown, resolver: Resolver) => Outcome;

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (name, resolver) => (typeof name === 'string' ? reference(name, resolver) : MALFORMED),
  'Fn::FindInMap': findInMap,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Sub': substitute,
  'Fn::Length': (argument, resolver) => {
    const list = resolveList(argument, resolver);
    return 'items' in list ? known(list.items.length) : list;
  },
  'Fn::GetAtt': () => unknown('attributes of resources are known only when the stack is deployed'),
  'Fn::ImportValue': () => unknown('exports of other stacks are known only when the stack is deployed'),
  'Fn::GetAZs': () => unknown('Availability Zones are known only when the stack is deployed'),
  'Fn::Transform': () => unknown('the result of a macro is known only when CloudFormation runs it'),
};

const MALFORMED = unknown('the function is malformed');

/** All possible outcomes of a call. */
export function callFunction({ name, argument }: Call, resolver: Resolver): Outcomes {
  if (name === 'Fn::If') return choose(argument, resolver);
  const evaluate = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return certain(evaluate ? evaluate(argument, resolver) : unknown(`${name} is not supported here`));
}

function choose(argument: unknown, { condition, outcomes }: Resolver): Outcomes {
  if (!Array.isArray(argument) || argument.length !== 3) return certain(MALFORMED);
  const [name, yes, no]: readonly unknown[] = argument;
  const truth = condition(name);
  if (typeof truth === 'boolean') return outcomes(truth ? yes : no);
  const which = typeof name === 'string' ? `the condition ${name} is not known, because ` : '';
  return anyOf([outcomes(yes), outcomes(no)], `${which}${truth.why}`);
}

function reference(name: string, { parameters, template }: Resolver): Outcome {
  if (name === 'AWS::NoValue') return ABSENT;
  if (name.startsWith('AWS::')) return unknown(`${name} is known only when the stack is deployed`);
  const parameter = parameters.get(name);
  if (parameter) return parameter;
  return isObject(template.Resources) && Object.hasOwn(template.Resources, name)
    ? unknown('names of resources are known only when the stack is deployed')
    : unknown(`there is no parameter ${JSON.stringify(name)}`);
}

function findInMap(argument: unknown, { template, text, resolve }: Resolver): Outcome {
  if (!Array.isArray(argument) || argument.length < 3 || argument.length > 4) return MALFORMED;
  let found: unknown = template.Mappings;
  for (const key of argument.slice(0, 3).map(text)) {
    if (key.kind !== 'value') return key;
    if (!isObject(found)) return MALFORMED;
    if (whatGenerates(found) !== undefined) return unknown('a macro may change the mappings');
    const name = String(key.value);
    if (!Object.hasOwn(found, name)) {
      const fallback: unknown = argument[3];
      return isObject(fallback) && 'DefaultValue' in fallback
        ? resolve(fallback.DefaultValue)
        : unknown(`the mappings have no key ${JSON.stringify(name)} there`);
    }
    found = found[name];
  }
  return isObject(found) ? MALFORMED : resolve(found);
}

function join(argument: unknown, resolver: Resolver): Outcome {
  if (!Array.isArray(argument) || argument.length !== 2 || typeof argument[0] !== 'string') return MALFORMED;
  const list = resolveList(argument[1], resolver);
  if (!('items' in list)) return list;
  const texts: string[] = [];
  for (const item of list.items) {
    const outcome = resolver.text(item);
    if (outcome.kind !== 'value') return outcome;
    texts.push(String(outcome.value));
  }
  return known(texts.join(argument[0]));
}

function select(argument: unknown, resolver: Resolver): Outcome {
  if (!Array.isArray(argument) || argument.length !== 2) return MALFORMED;
  const index = resolver.text(argument[0]);
  if (index.kind !== 'value') return index;
  const list = resolveList(argument[1], resolver);
  if (!('items' in list)) return list;
  const position = list.items.findIndex((_, candidate) => String(candidate) === index.value);
  return position < 0 ? unknown('the list is too short') : resolver.resolve(list.items[position]);
}

function split(argument: unknown, resolver: Resolver): Outcome {
  if (!Array.isArray(argument) || argument.length !== 2) return MALFORMED;
  const [delimiter] = argument;
  if (typeof delimiter !== 'string' || delimiter === '') return MALFORMED;
  const outcome = resolver.text(argument[1]);
  return outcome.kind === 'value' ? known(String(outcome.value).split(delimiter)) : outcome;
}

function substitute(argument: unknown, resolver: Resolver): Outcome {
  const [template, variables] = Array.isArray(argument) && argument.length === 2 ? argument : [argument, {}];
  if (typeof template !== 'string' || !isObject(variables)) return MALFORMED;
  let text = '';
  let end = 0;
  // Not /[^}]*/, which would take time proportional to the square of the number of unclosed braces.
  for (const { index, 0: match } of template.matchAll(/\$\{[^${}]*\}/g)) {
    const literal = template.slice(end, index);
    if (literal.includes('${')) return MALFORMED;
    text += literal;
    end = index + match.length;
    const name = match.slice(2, -1);
    if (name.startsWith('!')) {
      text += `\${${name.slice(1)}}`;
      continue;
    }
    const outcome = variable(name.trim(), variables, resolver);
    if (outcome.kind !== 'value') return outcome;
    text += String(outcome.value);
  }
  const rest = template.slice(end);
  return rest.includes('${') ? MALFORMED : known(text + rest);
}

function variable(name: string, variables: Readonly<Record<string, unknown>>, resolver: Resolver): Outcome {
  if (Object.hasOwn(variables, name)) return resolver.text(variables[name]);
  if (name.includes('.')) return unknown('attributes of resources are known only when the stack is deployed');
  const outcome = reference(name, resolver);
  return outcome.kind === 'value' && textOf(outcome.value) === undefined ? MALFORMED : outcome;
}

interface List {
  readonly items: readonly unknown[];
}

/** The unresolved items of a list, or why they are not known. */
function resolveList(node: unknown, { outcomes }: Resolver): List | Outcome {
  const outcome = collapse(outcomes(node));
  if (outcome.kind === 'unknown') return outcome;
  return outcome.kind === 'value' && Array.isArray(outcome.value) ? { items: outcome.value } : MALFORMED;
}
