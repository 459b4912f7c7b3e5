import process from 'node:process';
import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app.ts';
import { FEATURE_FLAGS } from './constructs/feature-flags.ts';
import { parseSettings } from './settings/parse-settings.ts';
import { SettingsError } from './settings/settings.ts';

const NO_CREDENTIALS =
  'The CDK finds no valid AWS credentials. "cdk synth" and "cdk list" need none. For everything else, sign in, for ' +
  'example with "aws sso login", set AWS_PROFILE if you use a profile, and check with "aws sts get-caller-identity".\n';

// Reporting would add a long condition to every template.
const app = new App({ analyticsReporting: false, context: FEATURE_FLAGS });
try {
  buildApp(app, parseSettings(app.node.getAllContext()));
  // The CDK CLI sets both, the account only if it finds credentials. What it says without them names no way out.
  if (process.env.CDK_CLI_VERSION && !process.env.CDK_DEFAULT_ACCOUNT) process.stderr.write(NO_CREDENTIALS);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
