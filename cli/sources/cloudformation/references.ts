import { BROKER_RESOURCE_TYPE } from '../../../checks/configuration-item.ts';
import { isObject, readObject } from '../../../checks/json.ts';

/** The members that refer to something by its name, which may come first in a list or before a dot. */
const BY_NAME = ['Ref', 'Condition', 'Fn::GetAtt', 'Fn::If', 'Fn::FindInMap'];

/** The names that an object refers to itself, not in its members. One that is not a string may be any. */
export function namesIn(object: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { 'Fn::Sub': substitution } = object;
  const named = BY_NAME.filter((member) => Object.hasOwn(object, member)).map((member) => firstOf(object[member]));
  const text = firstOf(substitution);
  const inText = typeof text === 'string' ? [...text.matchAll(/\$\{([^${}!]+)\}/g)].map(([, name]) => name) : [];
  return [...named, ...inText].map((name) => (typeof name === 'string' ? name.split('.')[0]?.trim() : name));
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

/** All that a template declares by a name, except for parameters. */
export function declaredBy(name: unknown, template: Readonly<Record<string, unknown>>): readonly unknown[] {
  const sections = ['Conditions', 'Mappings', 'Resources'].map((section) => readObject(template[section]));
  const found = sections.flatMap((section) =>
    typeof name === 'string' && Object.hasOwn(section, name) ? [section[name]] : [],
  );
  if (found.length > 0) return found.map(withoutMetadata);
  // It may come from a loop or a macro, or from a resource that AWS SAM makes several of.
  return sections.flatMap(Object.values).filter((value) => readObject(value).Type !== BROKER_RESOURCE_TYPE);
}

// For example, the CDK writes the path of a construct there.
function withoutMetadata(declaration: unknown): unknown {
  if (!isObject(declaration) || !('Type' in declaration)) return declaration;
  const { Metadata: _, ...others } = declaration;
  return others;
}
