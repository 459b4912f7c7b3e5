import type { StackTemplate } from './stack-template.ts';

/**
 * The logical ids of the resources of a template, each after those that it refers to or depends on.
 * @throws Error for a reference to what is not in the template, and for resources that need each other
 */
export function deploymentOrder(template: StackTemplate): readonly string[] {
  const { Resources, Outputs = {} } = template;
  const needs = new Map(
    Object.entries(Resources).map(([logicalId, { DependsOn = [], Properties }]) => {
      return [logicalId, resourcesIn(template, [[DependsOn].flat().map((Ref) => ({ Ref })), Properties])];
    }),
  );
  requireKnown(template, [...needs.values()].flat(), 'Resources');
  requireKnown(template, resourcesIn(template, Outputs), 'Outputs');
  const order = new Set<string>();
  const visit = (logicalId: string, path: readonly string[]): void => {
    if (order.has(logicalId)) return;
    const start = path.indexOf(logicalId);
    if (start >= 0) throw new Error(`Circular dependency between resources: [${path.slice(start).join(', ')}]`);
    for (const other of needs.get(logicalId) ?? []) visit(other, [...path, logicalId]);
    order.add(logicalId);
  };
  for (const logicalId of needs.keys()) visit(logicalId, []);
  return [...order];
}

function requireKnown({ Resources }: StackTemplate, logicalIds: readonly string[], block: string): void {
  const unknown = new Set(logicalIds.filter((logicalId) => !Object.hasOwn(Resources, logicalId)));
  if (unknown.size === 0) return;
  throw new Error(
    `Template format error: Unresolved resource dependencies [${[...unknown].join(', ')}] in the ${block} block of the template`,
  );
}

/** The names in a value that are not of parameters. */
function resourcesIn({ Parameters = {} }: StackTemplate, value: unknown): readonly string[] {
  return namesIn(value).filter((name) => !name.startsWith('AWS::') && !Object.hasOwn(Parameters, name));
}

function namesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (key === 'Ref' && typeof member === 'string') return [member];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(member) ? member[0] : member).split('.', 1)[0] ?? ''];
    if (key === 'Fn::Sub' && typeof member === 'string') {
      return [...member.matchAll(/\$\{([^!}.][^}.]*)/g)].map(([, name = '']) => name);
    }
    return namesIn(member);
  });
}
