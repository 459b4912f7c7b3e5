import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Exemption } from '../../checks/exemption.ts';

const DIST = join(import.meta.dirname, '../../dist');

/**
 * The code of the function, with the exemptions in a line before it.
 * @param kind `asset`: the complete bundle. `inline`: the small bundle, as text in the template.
 * @throws Error if the bundles are not built
 */
export function functionCode(kind: 'asset' | 'inline', exemptions: readonly Exemption[]): Code {
  const line = defineExemptions(exemptions);
  if (kind === 'inline')
    return Code.fromInline(`${line}${readFileSync(join(bundle('lambda-inline'), 'index.js'), 'utf8')}`);
  const folder = bundle('lambda');
  if (line === '') return Code.fromAsset(folder);
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Required, but never used: the local bundling does not fail.
      image: DockerImage.fromRegistry('scratch'),
      // A part of the key under which the CDK keeps what it has bundled.
      environment: { EXEMPTIONS: line },
      local: {
        tryBundle(output) {
          cpSync(folder, output, { recursive: true });
          const index = join(output, 'index.mjs');
          writeFileSync(index, `${line}${readFileSync(index, 'utf8')}`);
          return true;
        },
      },
    },
  });
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
