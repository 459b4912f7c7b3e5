import { build } from 'esbuild';
import { interleave, median } from './interleave.ts';
import { BUNDLES, runNode } from './processes.ts';
import type { Row } from './table.ts';

const ROUNDS = 15;
const SDK_OUTSIDE = 'dist/bench/sdk-outside.js';

/** Measures loading the bundles, compared with Node.js alone and with the same sources without the SDK. */
export async function measureLoading(): Promise<readonly Row[]> {
  await build({
    entryPoints: ['lambda/index.ts'],
    outfile: SDK_OUTSIDE,
    external: ['@aws-sdk/*'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'warning',
  });
  const runs = await interleave(ROUNDS, {
    bare: () => runNode('0'),
    // What every function loads that signs its calls and makes them over HTTPS.
    https: () => runNode('require("node:https"); require("node:crypto")'),
    main: () => load(BUNDLES.main),
    inline: () => load(BUNDLES.inline),
    outside: () => load(`${process.cwd()}/${SDK_OUTSIDE}`),
  });
  const wall = (name: keyof typeof runs) => median(runs[name].map(({ wallMs }) => wallMs));
  const bundle = { what: 'Load the bundle', measured: wall('main'), unit: 'ms' } as const;
  return [
    { ...bundle, against: wall('bare'), reference: 'bare Node.js start' },
    { ...bundle, against: wall('https'), reference: 'Node.js with https and crypto', aim: 1.4 },
    { ...bundle, against: wall('outside'), reference: 'bundle without the SDK' },
    { ...bundle, against: wall('inline'), reference: 'inline bundle, with the SDK in node_modules' },
  ];
}

function load(file: string): Promise<{ readonly wallMs: number }> {
  return runNode(`require(${JSON.stringify(file)})`);
}
