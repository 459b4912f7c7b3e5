import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parse } from 'yaml';
import { REPORT_ACTIONS } from '../../cli/organization-report/aggregator/port.ts';
import { evidencePolicies, RESOURCES } from '../support/monthly-evidence.ts';

const { Bucket, Project, ProjectRole, ScheduleRole } = RESOURCES;
const statements = evidencePolicies().flatMap(({ Statement }) => Statement);

it('allows what the report calls, and nothing else to read', () => {
  const allowed = statements.filter(({ Sid }) => Sid?.startsWith('Read')).flatMap(({ Action }) => Action);
  expect(allowed.toSorted()).toEqual([...new Set(Object.values(REPORT_ACTIONS).flat())].sort());
});

it('may add evidence, and neither read nor delete it', () => {
  const actions = statements.flatMap(({ Action }) => Action).filter((action) => /^s3:/.test(action));
  expect(actions).toEqual(['s3:PutObject']);
});

it.each([
  ['the project', ProjectRole, /:codebuild:.*:project\/\*/],
  ['the schedule', ScheduleRole, /:scheduler:.*:schedule-group\/default/],
])('lets only the service assume the role of %s, for resources of this account and region', (_, role, source) => {
  const { Condition } = role?.Properties.AssumeRolePolicyDocument.Statement[0] ?? {};
  expect(JSON.stringify(Condition)).toMatch(source);
  expect(Condition.StringEquals).toHaveProperty('aws:SourceAccount');
});

it('keeps evidence in a bucket that locks its objects and stays', () => {
  expect(Bucket).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { ObjectLockEnabled: true, VersioningConfiguration: { Status: 'Enabled' } },
  });
});

describe('the build', () => {
  const { phases } = parse(Project?.Properties.Source.BuildSpec);
  const commands: readonly string[] = [...phases.install.commands, ...phases.build.commands];
  const PACKAGE = 'the package';
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
    stub('curl', `printf '%s' "${PACKAGE}" >rabbitmq-conformance.tgz`);
    stub('npm', 'touch installed');
    stub('rabbitmq-conformance', 'echo "$@" >options; [ "$STATUS" = 2 ] || mkdir evidence; exit "$STATUS"');
    stub('aws', '[ -d evidence ] && echo "$@" >uploaded');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function stub(program: string, script: string): void {
    writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, program), 0o755);
  }

  /** Runs the commands as CodeBuild does: with sh, each in the folder of the others, until one fails. */
  function build(status: number, environment: Readonly<Record<string, string>> = {}): boolean {
    const env = {
      PATH: `${folder}:${process.env.PATH}`,
      BUCKET: 'evidence-bucket',
      PACKAGE_URL: 'https://example.com/rabbitmq-conformance.tgz',
      PACKAGE_SHA256: createHash('sha256').update(PACKAGE).digest('hex'),
      STATUS: String(status),
      ...environment,
    };
    return commands.every((command) => spawnSync('sh', ['-c', command], { cwd: folder, env }).status === 0);
  }

  const read = (name: string) => readFileSync(join(folder, name), 'utf8').trim();

  it.each([
    ['all brokers conform', 0],
    ['a broker fails', 1],
    ['something was not seen', 3],
  ])('keeps the evidence where %s', (_, status) => {
    expect(build(status)).toBe(true);
    expect(read('uploaded')).toMatch(
      /^s3 cp --recursive .* evidence s3:\/\/evidence-bucket\/\d{4}-\d\d-\d\dT\d{6}Z\/$/,
    );
  });

  it.each([
    ['there is no report', 2],
    ['the program has a bug', 70],
  ])('fails where %s', (_, status) => {
    expect(build(status)).toBe(false);
    expect(existsSync(join(folder, 'uploaded'))).toBe(false);
  });

  it('passes the parameters that there are', () => {
    build(0);
    expect(read('options')).toBe('report --evidence evidence --format markdown');
    rmSync(join(folder, 'evidence'), { recursive: true });
    build(0, { AGGREGATOR: 'all', ROLE_NAME: 'path/audit', EXTERNAL_ID: 'x y' });
    expect(read('options')).toMatch(/ --aggregator all --role-name path\/audit --external-id x y$/);
  });

  it('installs no other package than the one with the hash', () => {
    expect(build(0, { PACKAGE_SHA256: '0'.repeat(64) })).toBe(false);
    expect(existsSync(join(folder, 'installed'))).toBe(false);
  });
});
