import { existsSync, readFileSync } from 'node:fs';
import type { Settings } from '../../cdk/settings.ts';
import { isObject } from '../../checks/json.ts';

/** The reader of settings of the CDK app. */
export type ParseSettings = typeof import('../../cdk/parse-settings.ts')['parseSettings'];

/** Settings that cannot be used, with what is wrong and what to do. */
export class UnusableSettings extends Error {
  override readonly name = 'UnusableSettings';
}

/** What the CDK takes as its context. */
export interface SettingsOptions {
  /** A file such as `cdk.json`, instead of the one in the working folder. */
  readonly settings?: string;
  /** Values of `-c`, which come before those of the file. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The file of the CDK with its context, which need not be there. */
const CDK_FILE = 'cdk.json';

/**
 * Reads the context of the CDK app.
 * @throws UnusableSettings
 */
export function readContext({ settings: path, context }: SettingsOptions): Readonly<Record<string, unknown>> {
  const file = readJson(path ?? CDK_FILE, path === undefined);
  // A file of the CDK has them in a member; one that has nothing else is them.
  const isOfCdk = path === undefined || 'context' in file || 'app' in file;
  const given = isOfCdk ? (file.context ?? {}) : file;
  if (!isObject(given)) throw new UnusableSettings(`${path ?? CDK_FILE}: "context" is not a JSON object.`);
  return { ...given, ...context };
}

function readJson(path: string, isOptional: boolean): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isOptional && (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    const [reason] = (error as Error).message.split(', ', 1);
    throw new UnusableSettings(`${path}: the settings cannot be read: ${reason}.`, { cause: error });
  }
  const value = parseJson(text, path);
  if (!isObject(value)) throw new UnusableSettings(`${path}: the settings are not a JSON object.`);
  return value;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Of what Node.js says only the place: the rest has a piece of the file in it.
    const [, place] = /\((line \d+ column \d+)\)$/.exec((error as Error).message) ?? [];
    throw new UnusableSettings(`${path}: the settings are not JSON${place === undefined ? '' : `: see ${place}`}.`);
  }
}

/** The qualifier of the CDK's bootstrap. https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-custom-synth.html */
export function qualifierOf({ bootstrapQualifier }: Settings, context: Readonly<Record<string, unknown>>): string {
  const ofCdk = context['@aws-cdk/core:bootstrapQualifier'];
  return bootstrapQualifier ?? (typeof ofCdk === 'string' ? ofCdk : 'hnb659fds');
}

/**
 * Loads the reader of settings of the CDK app beside this program. Not a part of the bundle: it asks the CDK, which has
 * 40 MB, for the regions.
 * @throws UnusableSettings if it is not there
 */
export async function loadParser(): Promise<ParseSettings> {
  const url = new URL('../../cdk/parse-settings.ts', import.meta.url);
  if (!existsSync(url)) {
    throw new UnusableSettings(
      'preflight reads its settings with the CDK app, which the package does not have: ' +
        'run npx rabbitmq-conformance preflight in a checkout of the project.',
    );
  }
  try {
    const app: typeof import('../../cdk/parse-settings.ts') = await import(url.href);
    return app.parseSettings;
  } catch (cause) {
    const [reason = ''] = (cause as Error).message.split('\n', 1);
    throw new UnusableSettings(`The CDK app could not be loaded: run npm ci in the checkout. ${reason}`, { cause });
  }
}
