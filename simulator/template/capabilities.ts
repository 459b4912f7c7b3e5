import type { StackTemplate } from './stack-template.ts';

/** The capabilities that a template needs: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export function capabilitiesOf({ Resources }: StackTemplate): readonly string[] {
  const roles = Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  if (roles.length === 0) return [];
  const isNamed = roles.some(({ Properties }) => Object.hasOwn((Properties ?? {}) as object, 'RoleName'));
  return [isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'];
}

/** @returns why a template cannot be deployed with the capabilities that are given */
export function missingCapabilities(template: StackTemplate, given: readonly string[]): string | undefined {
  const needed = capabilitiesOf(template);
  const isEnough = given.includes('CAPABILITY_NAMED_IAM') || needed.every((capability) => given.includes(capability));
  return isEnough ? undefined : `Requires capabilities : [${needed.join(', ')}]`;
}
