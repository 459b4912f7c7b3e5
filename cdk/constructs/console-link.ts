import { Aws, CfnMapping, CfnOutput, type Stack } from 'aws-cdk-lib';
import { CONSOLE_DOMAINS } from '../settings/partitions.ts';

const MAPPING = 'Console';

/** Adds an output with a link to a page of the AWS Config console, in the region of the stack. */
export function outputConsoleLink(stack: Stack, id: string, page: string, description: string): void {
  const existing = stack.node.tryFindChild(MAPPING) as CfnMapping | undefined;
  const mapping =
    existing ??
    new CfnMapping(stack, MAPPING, {
      mapping: Object.fromEntries(
        Object.entries(CONSOLE_DOMAINS).map(([partition, Domain]) => [partition, { Domain }]),
      ),
    });
  const domain = mapping.findInMap(Aws.PARTITION, 'Domain');
  new CfnOutput(stack, id, {
    description,
    value: `https://${Aws.REGION}.${domain}/config/home?region=${Aws.REGION}#/${page}`,
  });
}
