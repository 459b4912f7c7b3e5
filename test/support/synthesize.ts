import { App } from 'aws-cdk-lib';
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
import { buildApp } from '../../cdk/build-app.ts';
import { FEATURE_FLAGS } from '../../cdk/constructs/feature-flags.ts';
import { parseSettings } from '../../cdk/settings/parse-settings.ts';

/**
 * As the CDK CLI has it, which prints warnings itself. Only where constructs are made is not noted: in Jest, that takes a
 * sixth of a synthesis.
 */
export const CONTEXT = {
  ...FEATURE_FLAGS,
  '@aws-cdk/core:failSynthOnValidationErrors': false,
  [DISABLE_CREATION_STACK_TRACES]: true,
};

/**
 * Synthesizes the CDK app, as `npx cdk synth` does with these settings.
 * @param outdir the folder of the cloud assembly
 * @throws SettingsError
 */
export function synthesizeAssembly(settings: Readonly<Record<string, unknown>>, outdir: string): string {
  const app = new App({ outdir, analyticsReporting: false, treeMetadata: false, stackTraces: false, context: CONTEXT });
  buildApp(app, parseSettings(settings));
  return app.synth().directory;
}
