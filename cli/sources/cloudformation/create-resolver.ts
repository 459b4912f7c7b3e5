import { isObject } from '../../../checks/json.ts';
import { evaluateCondition, evaluateFunction } from './conditions.ts';
import { readCall } from './expression.ts';
import { callFunction } from './functions.ts';
import { whatGenerates } from './generated.ts';
import type { Outcome, Outcomes } from './outcome.ts';
import { ABSENT, anyOf, certain, collapse, known, textOf, unknown } from './outcome.ts';
import type { Resolver, Truth } from './resolver.ts';
import { unclearText } from './scalars.ts';

const REFERS_TO_ITSELF = certain(unknown('it refers to itself'));
const TOO_DEEP = 'its chain of references is too long';

// For example, a chain of conditions that refer to each other. The nesting in a template is less deep.
const MAX_DEPTH = 300;

/** Makes a resolver. It resolves each value and condition only once, so aliases do not multiply the time. */
export function createResolver(
  template: Readonly<Record<string, unknown>>,
  parameters: ReadonlyMap<string, Outcome>,
): Resolver {
  const resolved = new WeakMap<object, Outcomes>();
  const truths = new WeakMap<object, Truth>();
  const conditions = new Map<string, Truth>();
  let depth = 0;
  const deeper = <T>(work: () => T, tooDeep: T): T => {
    if (depth === MAX_DEPTH) return tooDeep;
    depth += 1;
    try {
      return work();
    } finally {
      depth -= 1;
    }
  };

  const outcomes = (node: unknown): Outcomes => {
    if (typeof node !== 'object' || node === null) return certain(resolveScalar(node));
    const earlier = resolved.get(node);
    if (earlier) return earlier;
    resolved.set(node, REFERS_TO_ITSELF);
    const found = deeper(() => resolveObject(node, resolver), certain(unknown(TOO_DEEP)));
    resolved.set(node, found);
    return found;
  };

  const resolver: Resolver = {
    template,
    parameters,
    outcomes,
    resolve: (node) => collapse(outcomes(node)),
    text: (node) => {
      const outcome = collapse(outcomes(node));
      if (outcome.kind === 'absent') return unknown('AWS::NoValue is not a string');
      if (outcome.kind === 'unknown') return outcome;
      const text = textOf(outcome.value);
      return text === undefined ? unknown('it has no string where it needs one') : known(text);
    },
    member: (objects, name) => {
      const [only] = objects.all;
      if (only && objects.all.length === 1) return memberOf(only, name, outcomes);
      const members = objects.all.map((outcome) => memberOf(outcome, name, outcomes));
      const several = [objects, ...members].find(({ all }) => all.length > 1);
      return anyOf(members, several?.why ?? objects.why);
    },
    condition: (name) => {
      if (typeof name !== 'string') return { why: 'it does not name a condition' };
      const earlier = conditions.get(name);
      if (earlier !== undefined) return earlier;
      conditions.set(name, { why: `the condition ${name} refers to itself` });
      const truth = deeper(() => evaluateCondition(name, resolver), { why: TOO_DEEP });
      conditions.set(name, truth);
      return truth;
    },
    truth: (node) => {
      if (typeof node !== 'object' || node === null) return evaluateFunction(node, resolver);
      const earlier = truths.get(node);
      if (earlier !== undefined) return earlier;
      const truth = deeper(() => evaluateFunction(node, resolver), { why: TOO_DEEP });
      truths.set(node, truth);
      return truth;
    },
  };
  return resolver;
}

function resolveScalar(node: unknown): Outcome {
  return node === null ? unknown('CloudFormation rejects null') : known(node);
}

function resolveObject(node: object, resolver: Resolver): Outcomes {
  const unclear = unclearText(node);
  if (unclear !== undefined) {
    return certain(unknown(`CloudFormation may read ${unclear} as something else: put it in quotes`));
  }
  const call = readCall(node);
  if (!call) return certain(known(node));
  if (Object.keys(node).length > 1) return certain(unknown(`there are other members next to ${call.name}`));
  return callFunction(call, resolver);
}

function memberOf(object: Outcome, name: string, outcomes: (node: unknown) => Outcomes): Outcomes {
  if (object.kind !== 'value') return certain(object);
  if (!isObject(object.value)) return certain(unknown('an object is required there'));
  const generator = whatGenerates(object.value);
  if (generator !== undefined) return certain(unknown(`${generator} next to it may change it`));
  return Object.hasOwn(object.value, name) ? outcomes(object.value[name]) : certain(ABSENT);
}
