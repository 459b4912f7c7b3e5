import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PageAssets } from './bundle.ts';

/** The files of the page beside the built command line, where scripts/build.ts writes them. */
export const ASSET_FILES = { script: 'report-page.js', style: 'report-page.css' } as const;

/** Reads the script and the style sheet of the page. In a checkout, they are bundled. */
export async function readAssets(): Promise<PageAssets> {
  const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  if (existsSync(pathOf(ASSET_FILES.script))) {
    const read = (file: string) => readFileSync(pathOf(file), 'utf8');
    return { script: read(ASSET_FILES.script), style: read(ASSET_FILES.style) };
  }
  bundled ??= import('./bundle.ts').then(({ bundlePage }) => bundlePage());
  return bundled;
}

// Tests and the demo make many pages, and bundling takes a second.
let bundled: Promise<PageAssets> | undefined;
