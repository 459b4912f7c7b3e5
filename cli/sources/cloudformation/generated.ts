/**
 * The member that generates other members of an object, which are therefore not known:
 * a macro (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html), a loop, or the merge
 * key of YAML, which CloudFormation does not support.
 */
export function whatGenerates(object: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(object).find((key) => key === 'Fn::Transform' || key.startsWith('Fn::ForEach::') || key === '<<');
}
