import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from './checkout.ts';
import { pathWith } from './checkout.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

const DOCS = read('docs/ci.md');

/** Where this project is kept on GitHub. */
export const REPOSITORY = 'OWNER/rabbitmq-conformance';

/** The version of this project. */
export const VERSION: string = JSON.parse(read('package.json')).version;

/** A block of code in docs/ci.md. */
export interface Block {
  readonly language: string;
  readonly code: string;
}

/** All blocks, in their order. */
export const BLOCKS: readonly Block[] = [...DOCS.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
  ([, language = '', code = '']) => ({ language, code }),
);

/** Whether a block says that it needs what a test has not. */
export function needsMore({ code }: Block): boolean {
  return code.startsWith('# Needs ');
}

/** The only block of a language that has a text in it. */
export function blockWith(language: string, text: string): Block {
  const [block, ...others] = BLOCKS.filter((each) => each.language === language && each.code.includes(text));
  if (!block || others.length > 0) throw new Error(`docs/ci.md has not one block of ${language} with ${text}.`);
  return block;
}

/** The templates of a repository as docs/ci.md has it in mind, by their paths, and the examples they are. */
export type Templates = Readonly<Record<string, string>>;

export const GOOD: Templates = { 'infrastructure/template.yaml': 'template-cluster.yaml' };
export const BAD: Templates = { ...GOOD, 'infrastructure/orders.json': 'template-single-instance.json' };
export const UNKNOWN: Templates = { ...GOOD, 'infrastructure/orders.yaml': 'template-parameters.yaml' };
/** With a file that cannot be read to its end. */
export const BROKEN: Templates = { ...GOOD, 'infrastructure/broken.json.gz': '' };

/** Makes a repository. @returns its folder, and the environment in which commands run there */
export function createRepository(checkout: Checkout, templates: Templates) {
  const folder = checkout.work();
  const bin = checkout.work();
  mkdirSync(join(folder, 'infrastructure'));
  for (const [path, example] of Object.entries(templates)) {
    if (example === '') writeFileSync(join(folder, path), Buffer.from([0x1f, 0x8b, 0x08]));
    else cpSync(join(checkout.folder, 'examples', example), join(folder, path));
  }
  cpSync(checkout.tarball, join(folder, `rabbitmq-conformance-${VERSION}.tgz`));
  const env = {
    PATH: pathWith(bin, join(checkout.installed, 'node_modules/.bin')),
    RABBITMQ_CONFORMANCE: checkout.tarball,
    npm_config_offline: 'true',
    npm_config_audit: 'false',
    npm_config_prefix: checkout.work(),
  };
  return { folder, env, stub };

  /** Puts a script in the place of a program that is not here. */
  function stub(program: string, script: string): void {
    writeFileSync(join(bin, program), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, program), 0o755);
  }
}
