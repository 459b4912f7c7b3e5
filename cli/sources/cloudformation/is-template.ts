import { isObject } from '../../../checks/json.ts';

const SECTIONS: readonly string[] = [
  ...['Conditions', 'Description', 'Globals', 'Hooks', 'Mappings', 'Metadata'],
  ...['Outputs', 'Parameters', 'Resources', 'Rules', 'Transform'],
];

/**
 * Whether a parsed value is a CloudFormation or AWS SAM template, even a broken one:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export function isTemplate(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  if (Object.hasOwn(value, 'AWSTemplateFormatVersion')) return true;
  const { Resources } = value;
  if (isObject(Resources) && Object.entries(Resources).some(isTypical)) return true;
  const isKnown = Object.keys(value).every((name) => SECTIONS.includes(name));
  return isKnown && !Array.isArray(Resources) && ('Resources' in value || 'Transform' in value);
}

function isTypical([name, resource]: readonly [string, unknown]): boolean {
  return (
    name.startsWith('Fn::') || (isObject(resource) && typeof resource.Type === 'string' && resource.Type.includes('::'))
  );
}
