import process from 'node:process';
import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app.ts';
import { FEATURE_FLAGS } from './constructs/feature-flags.ts';
import { readPack } from './pack/pack.ts';
import { parseSettings } from './settings/parse-settings.ts';
import { SettingsError } from './settings/settings.ts';

// Reporting would add a long condition to every template.
const app = new App({ analyticsReporting: false, context: FEATURE_FLAGS });
try {
  buildApp(app, parseSettings(app.node.getAllContext(), readPack()));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
