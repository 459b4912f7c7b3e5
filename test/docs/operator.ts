import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { World } from '../../demo/world.ts';
import { openWorld } from '../../demo/world.ts';
import type { Place } from '../../simulator/aws/place.ts';
import { bootstrap } from '../../simulator/cloudformation/bootstrap.ts';
import { temporaryFolder } from '../cli/support.ts';
import { ACCOUNTS, REGIONS } from '../simulator/support.ts';
import type { AwsCliServer } from '../support/aws-cli-server.ts';
import { startAwsCliServer } from '../support/aws-cli-server.ts';
import { readMarkdown } from './markdown.ts';

/** The commands of a page. */
export function readCommands(path: string) {
  const sections = new Map(
    readFileSync(path, 'utf8')
      .split(/^###? /m)
      .map((section) => [
        section.split('\n', 1)[0] ?? '',
        readMarkdown(section).blocks.flatMap((block) => (block.language === 'sh' ? [block.text] : [])),
      ]),
  );
  return {
    /** The headings of the page that have commands. */
    headings: [...sections].filter(([, blocks]) => blocks.length > 0).map(([heading]) => heading),
    /** One block of commands under a heading of the page, with values instead of its placeholders. */
    block(heading: string, index = 0, values: Readonly<Record<string, string>> = {}): string {
      const commands = sections.get(heading)?.[index];
      if (commands === undefined) throw new Error(`The page has no block ${index} of commands under "${heading}".`);
      return commands.replaceAll(/<([^>]+)>/g, (_, name) => {
        const value = values[name];
        if (value === undefined) throw new Error(`"${heading}" asks for <${name}>.`);
        return value;
      });
    },
  };
}

export const { block, headings: HEADINGS } = readCommands('docs/operate.md');

/** The headings of docs/operate.md that have commands which the simulation does not run, each with the reason. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  'Look at the deployment': 'the tests of the command run it',
  'An account without the runbook': 'a test of the simulation has this deployment fail',
  'See the results': 'another test runs the same reads',
  'Turn on general logging': 'the remediation has tests of its own',
  'Change who may invoke the function': 'the AWS CLI of the tests is too old; function-access.test.ts does it',
  Update: 'the commands are those of a change, and of git and npm',
};

/** Somebody who types the commands of the page, in a simulated organization. */
export interface Operator {
  /** Where it all happens. */
  readonly world: () => World;
  /** Writes the settings into `cdk.json`. */
  set(settings: object): void;
  /** Types commands as the administrator of an account. @returns all that they wrote, with their exit status */
  run(commands: string, accountId: string): Promise<{ readonly status: number; readonly output: string }>;
  /** @throws Error if a command fails */
  succeed(commands: string, accountId: string): Promise<string>;
  /** The accounts and regions that have rules. */
  places(): readonly string[];
  /** Of all stacks with a name, deleted ones included. */
  statuses(name: string): readonly string[];
}

/** For a test file. @param places that are bootstrapped */
export function useOperator(places: readonly Place[]): Operator {
  const folder = temporaryFolder();
  let aws: AwsCliServer;
  let world: World;

  beforeAll(async () => {
    aws = await startAwsCliServer();
    world = await openWorld(ACCOUNTS, REGIONS[0] ?? '');
    for (const place of places) bootstrap(world.simulation.state, place);
    mkdirSync(folder.path('bin'));
    // What a person confirms, and what would come from the internet.
    const script = `case "$2" in deploy) set -- "$@" --require-approval never;; esac\nexec "$@" --yes --no-notices`;
    chmodSync(folder.write('bin/npx', `#!/bin/sh\n${script}\n`), 0o755);
  });

  afterAll(async () => {
    await world.close();
    await aws.stop();
  });

  async function run(commands: string, accountId: string) {
    const own = [folder.path('bin'), dirname(aws.program), join(process.cwd(), 'node_modules/.bin')];
    const child = spawn('bash', ['-c', `exec 2>&1; set -e\n${commands}`], {
      cwd: folder.path('.'),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...world.environmentOf(accountId),
        ...{ HOME: folder.path('.'), CDK_HOME: folder.path('.'), PATH: [...own, process.env.PATH].join(':') },
        ...{ CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: 'true' },
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      },
    });
    const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { status, output };
  }

  return {
    world: () => world,
    run,
    set(settings) {
      const app = `node ${resolve('cdk/app.ts')}`;
      folder.write('cdk.json', JSON.stringify({ app, versionReporting: false, context: settings }));
    },
    async succeed(commands, accountId) {
      const { status, output } = await run(commands, accountId);
      if (status !== 0) throw new Error(`${commands} ended with exit status ${status}:\n${output}`);
      return output;
    },
    places() {
      const rules = [...world.simulation.state.rules.values()];
      return [...new Set(rules.map(({ accountId, region }) => `${accountId} ${region}`))].toSorted();
    },
    statuses: (name) =>
      [...world.simulation.state.stacks.values()].filter((stack) => stack.name === name).map(({ status }) => status),
  };
}
