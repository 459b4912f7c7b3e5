import { fileURLToPath } from 'node:url';
import type { BuildResult } from 'esbuild';

/** What the page has besides its content. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** The browsers that the page is for: those of about three years. */
const TARGET = ['chrome117', 'edge117', 'firefox119', 'safari17.4'];

/** Bundles the script and the style sheet of the page. `inputs` are the files that they are made of. */
export async function bundlePage(): Promise<PageAssets & { readonly inputs: readonly string[] }> {
  const { build } = await import('esbuild');
  const make = (path: string): Promise<BuildResult<{ write: false; metafile: true }>> =>
    build({
      entryPoints: [fileURLToPath(new URL(path, import.meta.url))],
      bundle: true,
      format: 'iife',
      platform: 'browser',
      target: TARGET,
      charset: 'utf8',
      minify: true,
      legalComments: 'none',
      logLevel: 'warning',
      metafile: true,
      write: false,
      outdir: '.',
    });
  const [script, style] = await Promise.all([make('browser/start.ts'), make('style/page.css')]);
  return {
    script: script.outputFiles[0]?.text.trim() ?? '',
    style: style.outputFiles[0]?.text.trim() ?? '',
    inputs: [script, style].flatMap(({ metafile }) => Object.keys(metafile.inputs)),
  };
}
