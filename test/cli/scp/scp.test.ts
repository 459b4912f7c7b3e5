import { spawnSync } from 'node:child_process';
import { split } from 'shlex';
import { serviceControlPolicy } from '../../../cdk/protection/service-control-policy.ts';
import { parseSettings } from '../../../cdk/settings/parse-settings.ts';
import type { CommandLine } from '../../../cli/context.ts';
import { UnusableSettings } from '../../../cli/organization/settings.ts';
import type { ScpOptions } from '../../../cli/scp/scp.ts';
import { scp } from '../../../cli/scp/scp.ts';
import { ADMINISTRATOR_ACCOUNT, ROOT, SHAPES, UNIT } from '../../support/cdk.ts';
import { controlPolicyOf } from '../../support/control-policies.ts';
import { run as runCommand, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();

async function run(context: object, options: ScpOptions = {}, loadParser = async () => parseSettings) {
  const written = { stdout: '', stderr: '' };
  const io: CommandLine = {
    stdin: Object.assign((async function* () {})(), { isTTY: false }),
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    useColour: false,
    version: '1.2.3',
  };
  const settings = folder.write('settings.json', JSON.stringify(context));
  const status = await scp({ settings, ...options }, io, {
    loadParser,
    loadPolicyMaker: async () => serviceControlPolicy,
  });
  return { status, ...written };
}

const DELEGATED = { administratorAccount: ADMINISTRATOR_ACCOUNT };

test('prints the policy on standard output, and the commands that attach it on standard error', async () => {
  const { status, stdout, stderr } = await run(SHAPES.organization);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual(controlPolicyOf('organization'));
  expect(stderr).toContain('aws organizations create-policy --type SERVICE_CONTROL_POLICY --name rabbitmq-conformance');
  expect(stderr).toContain(`aws organizations attach-policy --policy-id <ID> --target-id ${ROOT}\n`);
});

test('the policy is attached to each organizational unit of a stack-set', async () => {
  const { stderr } = await run({ ...SHAPES['stack-set'], organizationalUnits: `${UNIT},${UNIT}0` });
  expect(stderr.match(/--target-id \S+/g)).toEqual([`--target-id ${UNIT}`, `--target-id ${UNIT}0`]);
});

test.each([
  ['the setting', { bootstrapQualifier: 'accel' }],
  ['the context of the CDK', { '@aws-cdk/core:bootstrapQualifier': 'accel' }],
])('the roles of the CDK are found by the qualifier of %s', async (_, more) => {
  const { stdout } = await run({ ...SHAPES.delegated, ...more }, DELEGATED);
  expect(stdout).toContain(`arn:aws:iam::${ADMINISTRATOR_ACCOUNT}:role/cdk-accel-*`);
});

test.each<[what: string, context: object, options: ScpOptions, message: string]>([
  ['a deployment to one account', SHAPES.account, {}, 'expected organization or stack-set'],
  ['a delegated administrator without its account', SHAPES.delegated, {}, 'use --administrator-account'],
  ['an account that is not needed', SHAPES.organization, DELEGATED, 'only for the setting administrator "delegated"'],
  ['settings that are not valid', { ...SHAPES.organization, regions: 'x' }, {}, 'Setting "regions" is "x"'],
  [
    'more roles than fit',
    SHAPES.organization,
    { exemptRole: Array.from({ length: 60 }, (_, number) => `role-${number}`) },
    'AWS Organizations allows 10240',
  ],
])('refuses %s', async (_, context, options, message) => {
  const { status, stdout, stderr } = await run(context, options);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

test('without the CDK app, it says what to do', async () => {
  const { status, stderr } = await run(SHAPES.organization, {}, () => Promise.reject(new UnusableSettings('no app')));
  expect([status, stderr]).toEqual([2, 'rabbitmq-conformance: no app\n']);
});

test.each([
  ['--administrator-account', '12', 'Expected an account ID of 12 digits.'],
  ['--exempt-role', 'arn:aws:iam::1:role/a', 'Expected a role name of at least three characters'],
  ['--exempt-role', '*', 'Expected a role name of at least three characters'],
])('refuses %s %s', async (option, value, message) => {
  const { status, stderr } = await runCommand(['scp', option, value]);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('as a program, it reads the settings of a checkout', () => {
  const settings = folder.write('settings.json', JSON.stringify(SHAPES.organization));
  const args = split(`cli/index.ts scp --settings ${settings} --exempt-role first-role --exempt-role second-role`);
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain('role/first-role"');
  expect(stdout).toContain('role/second-role"');
});
