import { existsSync, readFileSync } from 'node:fs';
import type { Settings } from '../../cdk/settings/settings.ts';
import { isObject } from '../../checks/json.ts';

/** The function of the CDK app that parses the settings. */
export type ParseSettings = typeof import('../../cdk/settings/parse-settings.ts')['parseSettings'];

/** The function of the CDK app that makes the service control policy. */
export type MakePolicy = typeof import('../../cdk/protection/service-control-policy.ts')['serviceControlPolicy'];

/** The settings cannot be used. The message says why, and what to do. */
export class UnusableSettings extends Error {
  override readonly name = 'UnusableSettings';
}

/** The options for the context of the CDK. */
export interface SettingsOptions {
  /** A file such as `cdk.json`, instead of the one in the working directory. */
  readonly settings?: string;
  /** Values of `-c`, which take precedence over the file. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The CDK file with the context, which may be missing. */
const CDK_FILE = 'cdk.json';

/**
 * Reads the context of the CDK app.
 * @throws UnusableSettings
 */
export function readContext({ settings: path, context }: SettingsOptions): Readonly<Record<string, unknown>> {
  const file = readJson(path ?? CDK_FILE, path === undefined);
  // A CDK file has the settings in a member. Any other file consists of the settings.
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
    // Only the place from the message of Node.js: the rest contains an excerpt of the file.
    const [, place] = /\((line \d+ column \d+)\)$/.exec((error as Error).message) ?? [];
    throw new UnusableSettings(`${path}: the settings are not valid JSON${place === undefined ? '' : ` (${place})`}.`);
  }
}

/** The qualifier of the CDK bootstrap. https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-custom-synth.html */
export function qualifierOf({ bootstrapQualifier }: Settings, context: Readonly<Record<string, unknown>>): string {
  const ofCdk = context['@aws-cdk/core:bootstrapQualifier'];
  return bootstrapQualifier ?? (typeof ofCdk === 'string' ? ofCdk : 'hnb659fds');
}

/** Loads the settings parser of the CDK app. @throws UnusableSettings if it does not exist */
export async function loadParser(): Promise<ParseSettings> {
  const app: typeof import('../../cdk/settings/parse-settings.ts') = await loadApp('settings/parse-settings.ts');
  return app.parseSettings;
}

/** Loads what makes the service control policy in the CDK app. @throws UnusableSettings if it does not exist */
export async function loadPolicyMaker(): Promise<MakePolicy> {
  const path = 'protection/service-control-policy.ts';
  const app: typeof import('../../cdk/protection/service-control-policy.ts') = await loadApp(path);
  return app.serviceControlPolicy;
}

/**
 * Loads a module of the CDK app next to this program. It is not in the bundle, because it gets the regions from the CDK,
 * which has 40 MB.
 */
async function loadApp<Module>(path: string): Promise<Module> {
  const url = new URL(`../../cdk/${path}`, import.meta.url);
  if (!existsSync(url)) {
    throw new UnusableSettings(
      'This command reads its settings with the CDK app, which is not in this package. ' +
        'Run it in a checkout of the project.',
    );
  }
  try {
    return await import(url.href);
  } catch (cause) {
    const [reason = ''] = (cause as Error).message.split('\n', 1);
    throw new UnusableSettings(`The CDK app could not be loaded. Run npm ci in the checkout. ${reason}`, { cause });
  }
}
