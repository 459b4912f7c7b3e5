import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { World } from '../../demo/world.ts';
import { openWorld } from '../../demo/world.ts';
import type { AccountPlan } from '../../simulator/aws/aws-state.ts';
import { RECORDS_ALL } from '../../simulator/aws/aws-state.ts';
import { accountOf, joinOrganization, leaveOrganization } from '../../simulator/aws/organization.ts';
import { bootstrap } from '../../simulator/cloudformation/bootstrap.ts';
import { temporaryFolder } from '../cli/support.ts';
import { ACCOUNTS, ADMINISTRATOR, MANAGEMENT, ORDERS, ROOT, UNIT } from '../simulator/support.ts';
import type { AwsCliServer } from '../support/aws-cli-server.ts';
import { startAwsCliServer } from '../support/aws-cli-server.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import { readMarkdown } from './markdown.ts';

const HOME_REGION = 'eu-west-1';
const OTHER_REGION = 'eu-central-1';
const NEW_REGION = 'us-east-1';
const JOINING: AccountPlan = {
  ...{ id: '444444444444', organizationId: 'o-test', units: [UNIT, ROOT] },
  recorders: [HOME_REGION, OTHER_REGION],
};

const ORGANIZATION = {
  ...{ deployment: 'organization', administrator: 'delegated', managementAccount: MANAGEMENT },
  ...{ homeRegion: HOME_REGION, organizationalUnits: [ROOT] },
};

/** The blocks of commands of the page, by the headings of their sections. */
const SECTIONS = new Map(
  readFileSync('docs/operate.md', 'utf8')
    .split(/^## /m)
    .map((section) => [
      section.split('\n', 1)[0] ?? '',
      readMarkdown(section).blocks.flatMap((block) => (block.language === 'sh' ? [block.text] : [])),
    ]),
);

/** One block of commands, with values instead of its placeholders. */
function block(heading: string, index = 0, values: Readonly<Record<string, string>> = {}): string {
  const commands = SECTIONS.get(heading)?.[index];
  if (commands === undefined) throw new Error(`The page has no block ${index} of commands under "${heading}".`);
  return commands.replaceAll(/<([^>]+)>/g, (_, name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`"${heading}" asks for <${name}>.`);
    return value;
  });
}

/** Of delegated administrators, as the page says. */
const delegated = (commands: string) => commands.replaceAll('--call-as SELF', '--call-as DELEGATED_ADMIN');

describeWith(findWitness('aws'))('docs/operate.md', () => {
  const folder = temporaryFolder();
  let aws: AwsCliServer;
  let world: World;

  beforeAll(async () => {
    aws = await startAwsCliServer();
    world = await openWorld(ACCOUNTS, HOME_REGION);
    for (const region of [HOME_REGION, OTHER_REGION, NEW_REGION]) {
      bootstrap(world.simulation.state, { accountId: ADMINISTRATOR, region });
    }
    mkdirSync(folder.path('bin'));
    // What a person confirms, and what would come from the internet.
    const answers = '--yes --no-notices --require-approval never';
    chmodSync(
      folder.write(
        'bin/npx',
        `#!/bin/sh\ncase "$2" in deploy) exec "$@" ${answers};; *) exec "$@" --yes --no-notices;; esac\n`,
      ),
      0o755,
    );
  });

  afterAll(async () => {
    await world.close();
    await aws.stop();
  });

  /** Writes the settings into `cdk.json`. */
  function set(settings: object): void {
    const app = `node ${resolve('cdk/app.ts')}`;
    folder.write('cdk.json', JSON.stringify({ app, versionReporting: false, context: settings }));
  }

  /** Runs commands as the administrator. @returns all that they wrote, with their exit status */
  async function run(commands: string): Promise<{ readonly status: number; readonly output: string }> {
    const child = spawn('bash', ['-c', `exec 2>&1; set -e\n${commands}`], {
      cwd: folder.path('.'),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...world.environmentOf(ADMINISTRATOR),
        HOME: folder.path('.'),
        PATH: `${folder.path('bin')}:${dirname(aws.program)}:${join(process.cwd(), 'node_modules/.bin')}:${process.env.PATH}`,
        CDK_VALIDATION: 'false',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: 'true',
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      },
    });
    const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return { status, output };
  }

  async function succeed(commands: string): Promise<string> {
    const { status, output } = await run(commands);
    if (status !== 0) throw new Error(`${commands} ended with exit status ${status}:\n${output}`);
    return output;
  }

  const places = () =>
    [
      ...new Set([...world.simulation.state.rules.values()].map(({ accountId, region }) => `${accountId} ${region}`)),
    ].toSorted();
  const statuses = (name: string) =>
    [...world.simulation.state.stacks.values()].filter((stack) => stack.name === name).map(({ status }) => status);
  const members = (...regions: readonly string[]) =>
    [ADMINISTRATOR, '222222222222', ORDERS].flatMap((id) => regions.map((region) => `${id} ${region}`)).toSorted();

  const both = { ...ORGANIZATION, regions: [HOME_REGION, OTHER_REGION] };
  const PACK = `rabbitmq-conformance-pack-${HOME_REGION}`;

  test('Change a setting', async () => {
    set(both);
    await succeed(block('Change a setting', 0).replace('npx cdk diff\n', ''));
    expect(places()).toEqual(members(HOME_REGION, OTHER_REGION));

    set({ ...both, frequency: 'Six_Hours' });
    const output = await succeed(block('Change a setting'));
    expect(output).toMatch(/TwentyFour_Hours[\s\S]*Six_Hours/);
    expect(statuses(PACK)).toEqual(['UPDATE_COMPLETE']);
    expect(await succeed('npx cdk diff')).toContain('Number of stacks with differences: 0');
  });

  test('Add a region, and remove it', async () => {
    const three = { ...both, frequency: 'Six_Hours', regions: [...both.regions, NEW_REGION] };
    for (const account of world.simulation.state.accounts.values()) account.recorders.set(NEW_REGION, RECORDS_ALL);
    set(three);
    const [, deploy = ''] = block('Add a region', 0, { administrator: ADMINISTRATOR, region: NEW_REGION })
      .trim()
      .split('\n');
    await succeed(deploy);
    expect(places()).toEqual(members(HOME_REGION, OTHER_REGION, NEW_REGION));

    await succeed(block('Remove a region', 0, { region: NEW_REGION }));
    expect(places()).toEqual(members(HOME_REGION, OTHER_REGION));
    set({ ...both, frequency: 'Six_Hours' });
    await succeed('npx cdk deploy --all');
    expect(places()).toEqual(members(HOME_REGION, OTHER_REGION));
  });

  test('An update of a pack failed', async () => {
    const { state } = world.simulation;
    accountOf(state, ORDERS).recorders.delete(HOME_REGION);
    set(both);
    const failed = await run('npx cdk deploy --all');
    expect(failed.status).not.toBe(0);
    expect(failed.output).toContain('UPDATE_ROLLBACK_FAILED');
    expect(statuses(PACK)).toEqual(['UPDATE_ROLLBACK_FAILED']);

    const found = await succeed(block('An update of a pack failed', 0, { region: HOME_REGION }));
    expect(found).toContain(ORDERS);
    expect(found).not.toContain('222222222222');
    // The reason is still there.
    expect((await run(block('An update of a pack failed', 1, { region: HOME_REGION }))).status).not.toBe(0);
    expect(statuses(PACK)).toEqual(['UPDATE_ROLLBACK_FAILED']);
    await succeed(block('An update of a pack failed', 2, { region: HOME_REGION }));
    expect(statuses(PACK)).toEqual(['UPDATE_ROLLBACK_COMPLETE']);
    set({ ...both, excludedAccounts: [ORDERS] });
    await succeed(block('An update of a pack failed', 3));
    expect(statuses(PACK)).toEqual(['UPDATE_COMPLETE']);
    expect(places().filter((place) => place.startsWith(ORDERS))).toEqual([]);
  });

  test('An account failed', async () => {
    const { state } = world.simulation;
    const arn = `arn:aws:iam::${JOINING.id}:role/rabbitmq-conformance-evaluation`;
    state.roles.set(arn, { arn, accountId: JOINING.id, trust: { Version: '2012-10-17', Statement: [] }, policies: [] });
    expect(joinOrganization(state, JOINING).map(({ message }) => message)).toEqual([
      expect.stringContaining('already exists'),
    ]);
    const values = {
      ...{ 'home region': HOME_REGION, region: HOME_REGION, 'root or OU': ROOT, account: JOINING.id },
      StackSet: 'rabbitmq-conformance-evaluation-role',
    };
    const list = `aws cloudformation list-stack-instances --stack-set-name ${values.StackSet} --call-as DELEGATED_ADMIN --filters Name=DETAILED_STATUS,Values=FAILED`;
    expect(await succeed(list)).toContain(JOINING.id);
    state.roles.delete(arn);
    await succeed(delegated(block('An account failed', 0, values)));
    expect(await succeed(list)).not.toContain(JOINING.id);
    expect(state.roles.get(arn)?.policies).not.toEqual([]);
    await succeed(delegated(block('An account failed', 1, values)));
    expect(state.roles.get(arn)?.policies).not.toEqual([]);
  });

  test('An account is suspended or closed', async () => {
    const { state } = world.simulation;
    accountOf(state, JOINING.id).status = 'SUSPENDED';
    set({ ...both, frequency: 'Three_Hours', excludedAccounts: [ORDERS, JOINING.id] });
    await succeed(block('An account is suspended or closed'));
    expect(statuses(PACK)).toEqual(['UPDATE_COMPLETE']);
  });

  test('Remove', async () => {
    const { state } = world.simulation;
    leaveOrganization(state, JOINING.id);
    await succeed(block('Remove'));
    // Out of reach, the suspended account keeps what it had.
    expect(places().filter((place) => !place.startsWith(JOINING.id))).toEqual([]);
    expect(new Set([...state.others.keys()].map((arn) => arn.split(':')[2]))).toEqual(new Set(['logs']));
    expect([state.functions.size, state.aggregators.size, state.stackSets.size, state.organizationPacks.size]).toEqual([
      0, 0, 0, 0,
    ]);
    expect([...state.roles.keys()].filter((arn) => !arn.includes(':role/cdk-') && !arn.includes(JOINING.id))).toEqual(
      [],
    );
  });
});
