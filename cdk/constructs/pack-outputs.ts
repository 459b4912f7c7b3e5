import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { toOptions } from '../settings/options.ts';
import type { Settings } from '../settings/settings.ts';
import { outputConsoleLink } from './console-link.ts';
import { outputLogRemediation } from './log-remediation.ts';

/** Adds the outputs of a stack that brings packs to the accounts of an organization. */
export function outputPacks(stack: Stack, settings: Settings): void {
  outputStatus(stack, settings);
  outputLogRemediation(stack, settings);
  outputConsoleLink(stack, 'ConformancePacks', 'conformance-packs', 'The results of this account.');
}

/** Adds an output with the command that looks at this deployment, whether or not cdk.json has its settings. */
export function outputStatus(stack: Stack, { given }: Settings): void {
  new CfnOutput(stack, 'Status', {
    description:
      'Looks at the deployment in every account and region, and prints the commands that repair it. To read the other ' +
      'accounts, add --role-name <a role in every account>.',
    value: `npx rabbitmq-conformance status ${toOptions(given)}`.trimEnd(),
  });
}
