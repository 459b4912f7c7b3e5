import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Exemption } from '../../checks/exemption.ts';
import type { Settings } from '../settings/settings.ts';

const DIST = join(import.meta.dirname, '../../dist');

/**
 * The code of the function, with the exemptions in a line before it.
 * @param scope whose cloud assembly gets the changed copy of the asset
 * @param kind `asset`: the complete bundle. `inline`: a small bundle, as text in the template, with the opt-in checks only
 *   if the settings select one of them.
 * @throws Error if the bundles are not built
 */
export function functionCode(
  scope: Construct,
  kind: 'asset' | 'inline',
  { ruleChecks, ruleExemptions }: Settings,
): Code {
  const line = defineExemptions(ruleExemptions.current.map(({ exemption }) => exemption));
  if (kind === 'inline') {
    const name = ruleChecks.some(({ isOptIn }) => isOptIn) ? 'lambda-inline-all' : 'lambda-inline';
    return Code.fromInline(`${line}${readFileSync(join(bundle(name), 'index.js'), 'utf8')}`);
  }
  const folder = bundle('lambda');
  if (line === '') return Code.fromAsset(folder);
  // The CDK prints a line for each bundling, so this is none. The copy stays: with --no-staging, it is what is deployed.
  const copy = join((Stage.of(scope) as Stage).assetOutdir, 'lambda-with-exemptions');
  rmSync(copy, { recursive: true, force: true });
  cpSync(folder, copy, { recursive: true });
  const index = join(copy, 'index.mjs');
  writeFileSync(index, `${line}${readFileSync(index, 'utf8')}`);
  return Code.fromAsset(copy);
}

/** The line that lambda/exemptions.ts looks for, or nothing if there are no exemptions. */
export function defineExemptions(exemptions: readonly Exemption[]): string {
  if (exemptions.length === 0) return '';
  // JSON is JavaScript. Without `$`, no text in it looks like a token of the CDK.
  const json = JSON.stringify(exemptions).replaceAll('$', '\\u0024');
  // The directive of the bundle is none if something comes before it.
  return `"use strict";const EXEMPTIONS=${json};\n`;
}

function bundle(name: string): string {
  const path = join(DIST, name);
  if (!existsSync(path)) throw new Error(`${path} does not exist. Run "npm run build".`);
  return path;
}
