/**
 * The member that generates other members of an object, which are therefore not known:
 * a macro (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html), a loop, or a merge key of
 * YAML in quotes, as which few programs read it.
 */
export function whatGenerates(object: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(object).find((key) => key === 'Fn::Transform' || key.startsWith('Fn::ForEach::') || key === '<<');
}
