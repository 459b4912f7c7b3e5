import { UnsupportedTemplateError } from './unsupported.ts';

/** Where the values come from that a template refers to. Each throws if it does not know the name. */
export interface Scope {
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  findInMap(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  importValue(name: string): unknown;
}

/** A value of a template with its intrinsic functions resolved. Members that resolve to `AWS::NoValue` are left out. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((element) => resolve(element, scope)).filter((element) => element !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  // `Condition` is also an element of IAM statements, which have others beside it.
  if (entries.length === 1 && (isFunction(name) || name === 'Condition')) return call(name, argument, scope);
  const stray = entries.find(([key]) => isFunction(key));
  if (stray) throw new UnsupportedTemplateError(`${stray[0]} next to other members`);
  return Object.fromEntries(
    entries.map(([key, member]) => [key, resolve(member, scope)]).filter(([, member]) => member !== NO_VALUE),
  );
}

function isFunction(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

const NO_VALUE = Symbol('AWS::NoValue');

function call(name: string, argument: unknown, scope: Scope): unknown {
  switch (name) {
    case 'Ref':
      return argument === 'AWS::NoValue' ? NO_VALUE : scope.ref(requireText(argument, name));
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = Array.isArray(argument)
        ? requireList(argument, name, 2)
        : splitOnce(requireText(argument, name));
      return scope.getAtt(requireText(logicalId, name), requireText(attribute, name));
    }
    case 'Fn::Join': {
      const [delimiter, list] = requireList(argument, name, 2);
      const values = requireList(resolve(list, scope), name);
      return values.map((element) => requireText(element, name)).join(requireText(delimiter, name));
    }
    case 'Fn::Sub':
      return substitute(requireText(argument, name), scope);
    case 'Fn::FindInMap': {
      const [map, top, second] = requireList(resolve(argument, scope), name, 3).map((key) => requireText(key, name));
      return scope.findInMap(map ?? '', top ?? '', second ?? '');
    }
    case 'Fn::ImportValue':
      return scope.importValue(requireText(resolve(argument, scope), name));
    default:
      throw new UnsupportedTemplateError(`the function ${name}`);
  }
}

function substitute(text: string, scope: Scope): string {
  return text.replaceAll(/\$\{([^}]*)\}/g, (_, expression: string) => {
    if (expression.startsWith('!')) return `\${${expression.slice(1)}}`;
    const [name, attribute] = splitOnce(expression);
    const value = attribute === undefined ? scope.ref(name) : scope.getAtt(name, attribute);
    return requireText(value, 'Fn::Sub');
  });
}

function splitOnce(text: string): readonly [string, string | undefined] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
}

function requireText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new UnsupportedTemplateError(`${JSON.stringify(value)} in ${name}, which takes a string there`);
}

function requireList(value: unknown, name: string, length?: number): readonly unknown[] {
  if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
  const list = length === undefined ? 'a list' : `a list of ${length}`;
  throw new UnsupportedTemplateError(`${JSON.stringify(value)} in ${name}, which takes ${list} there`);
}
