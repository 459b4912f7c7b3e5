import { BROKER_RESOURCE_TYPE } from '../../../checks/configuration-item.ts';
import { isObject } from '../../../checks/json.ts';
import { whatGenerates } from './generated.ts';

// These macros neither change brokers nor add any:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html
const HARMLESS = [
  /^AWS::Serverless-\d{4}-\d\d-\d\d$/,
  /^AWS::SecretsManager-\d{4}-\d\d-\d\d$/,
  /^AWS::LanguageExtensions$/,
  /^AWS::CodeDeployBlueGreen$/,
];

/** The macros that may change everything in a template, in its section `Transform` or at its top level. */
export function macrosOf(template: Readonly<Record<string, unknown>>): readonly string[] {
  const generator = whatGenerates(template);
  return [...namedIn(template.Transform), ...(generator === undefined ? [] : [generator])];
}

function namedIn(transform: unknown): readonly string[] {
  if (transform === undefined) return [];
  const macros: readonly unknown[] = Array.isArray(transform) ? transform : [transform];
  const names = macros.map((macro) => (isObject(macro) ? macro.Name : macro));
  return names
    .map((name) => (typeof name === 'string' ? name : 'unnamed'))
    .filter((name) => !HARMLESS.some((pattern) => pattern.test(name)));
}

/** Whether resources of a type have their own templates. */
export function holdsResources(type: string): boolean {
  return HOLDERS.includes(type) || type.endsWith('::MODULE');
}

const HOLDERS = [
  'AWS::CloudFormation::Stack',
  'AWS::CloudFormation::StackSet',
  'AWS::Serverless::Application',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct',
];

/**
 * The number of resources in the body of an `Fn::ForEach` that creates neither brokers nor resources that may contain
 * brokers, or `undefined` for anything else.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function loopOfOthers(key: string, loop: unknown): number | undefined {
  // With a fourth element, it is not what CloudFormation knows, whatever the third has.
  if (!key.startsWith('Fn::ForEach::') || !Array.isArray(loop) || loop.length !== 3) return undefined;
  if (!isObject(loop[2])) return undefined;
  const resources: readonly unknown[] = Object.values(loop[2]);
  return resources.every(isPlainOther) ? resources.length : undefined;
}

/** Whether a value is a resource that is neither a broker nor holds any, by its type. */
export function isPlainOther(resource: unknown): boolean {
  if (!isObject(resource) || typeof resource.Type !== 'string') return false;
  const { Type: type } = resource;
  return /^[\w:]+$/.test(type) && type.toUpperCase() !== BROKER_RESOURCE_TYPE.toUpperCase() && !holdsResources(type);
}
