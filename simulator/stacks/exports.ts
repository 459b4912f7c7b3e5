import type { AwsState } from '../aws/aws-state.ts';
import { placeKey } from '../aws/place.ts';
import type { Stack, StackOutput } from '../aws/stack-record.ts';

/** The other stacks of the same account and region. */
function neighbours({ stacks }: AwsState, stack: Stack): readonly Stack[] {
  return [...stacks.values()].filter((other) => other !== stack && placeKey(other) === placeKey(stack));
}

/** @throws Error if no other stack of the account and region exports the name */
export function exportedValue(state: AwsState, stack: Stack, name: string): string {
  const outputs = neighbours(state, stack).flatMap((other) => other.outputs);
  const found = outputs.find(({ exportName }) => exportName === name);
  if (!found) throw new Error(`No export named ${name} found.`);
  return found.value;
}

/**
 * Names of exports are unique in an account and region, and what another stack imports stays as it is.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 * @throws Error if the stack may not have these outputs
 */
export function checkExports(state: AwsState, stack: Stack, outputs: readonly StackOutput[]): void {
  const others = neighbours(state, stack);
  const taken = new Set(others.flatMap((other) => other.outputs.map(({ exportName }) => exportName)));
  const twice = outputs.find(({ exportName }) => exportName !== undefined && taken.has(exportName));
  if (twice) throw new Error(`Export with name ${twice.exportName} is already exported.`);
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const next = outputs.find((output) => output.exportName === exportName);
    if (next?.value === value) continue;
    const user = others.find(({ imports }) => imports.has(exportName));
    if (user)
      throw new Error(`Export ${exportName} cannot be ${next ? 'updated' : 'deleted'} as it is in use by ${user.name}`);
  }
}
