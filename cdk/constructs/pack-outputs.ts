import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { Settings } from '../settings/settings.ts';
import { outputConsoleLink } from './console-link.ts';
import { outputLogRemediation } from './log-remediation.ts';

/** Adds the outputs of a stack that brings packs to the accounts of an organization. */
export function outputPacks(stack: Stack, settings: Settings): void {
  new CfnOutput(stack, 'Status', {
    description: 'Looks at the deployment in every account and region, and prints the commands that repair it.',
    value: 'npx rabbitmq-conformance status',
  });
  outputLogRemediation(stack, settings);
  outputConsoleLink(stack, 'ConformancePacks', 'conformance-packs', 'The results of this account.');
}
