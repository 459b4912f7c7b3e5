import { readFileSync } from 'node:fs';
import { App, aws_amazonmq, Stack } from 'aws-cdk-lib';
import { parseExemptionFile } from '../../checks/exemption-file.ts';
import { run, temporaryFolder } from '../cli/support.ts';
import { readMarkdown } from './markdown.ts';

// The dates in the page are true on this day. Nobody should have to change them every year.
const NOW = new Date('2026-11-30T12:00:00Z');
const LIMITS = { now: NOW, maxDays: 366 };

const { blocks } = readMarkdown(readFileSync('docs/exemptions.md', 'utf8'));
const folder = temporaryFolder();

function blocksOf(language: string, pattern: RegExp): readonly string[] {
  const found = blocks.filter((block) => block.language === language && pattern.test(block.text));
  expect(found.length).toBeGreaterThan(0);
  return found.map(({ text }) => text);
}

/** What a command prints for one file, with the verdict of each check. */
async function evaluate(args: readonly string[]) {
  const { status, stdout, stderr } = await run(['evaluate', ...args, '--format', 'json'], { now: NOW });
  const { results } = JSON.parse(stdout) as { readonly results: readonly { check: string; verdict: string }[] };
  return { status, stderr, verdicts: Object.fromEntries(results.map(({ check, verdict }) => [check, verdict])) };
}

test('every exemption file in the page can be used', () => {
  for (const text of blocksOf('yaml', /^- (?:broker|address):/)) {
    expect(parseExemptionFile('exemptions.yaml', text, LIMITS).length).toBeGreaterThan(0);
  }
});

test('the example of the command line exempts what it names', async () => {
  const [entries = ''] = blocksOf('yaml', /examples\/template-single-instance/);
  const [command = ''] = blocksOf('sh', /--exemptions exemptions\.yaml/);
  const [, input = '', option = ''] = /evaluate examples\/(\S+) (\S+) exemptions\.yaml$/.exec(command.trim()) ?? [];
  // A source is in the folder of the file, so both are in the same one.
  const file = folder.write('exemptions.yaml', entries.replace('source: examples/', 'source: '));
  const template = folder.write(input, readFileSync(`examples/${input}`));
  const { status, stderr, verdicts } = await evaluate([template, option, file]);

  expect(stderr).toBe('');
  expect(status).toBe(1);
  expect(verdicts).toEqual({
    'rabbitmq-cluster-deployment': 'exempt',
    'rabbitmq-no-public-access': 'exempt',
    'rabbitmq-general-logging': 'fail',
  });
});

const SANDBOX = {
  'rabbitmq-cluster-deployment': 'exempt',
  'rabbitmq-no-public-access': 'pass',
  'rabbitmq-general-logging': 'exempt',
};

test('the template exempts its broker, unless the command does not take that', async () => {
  const [template = ''] = blocksOf('yaml', /^Resources:/);
  const path = folder.write('template.yaml', template);

  expect(await evaluate([path])).toEqual({ status: 0, stderr: '', verdicts: SANDBOX });
  const ignored = await evaluate([path, '--no-metadata-exemptions']);
  expect(ignored.status).toBe(1);
  expect(ignored.stderr).toBe(`${path}:2: Sandbox: the exemptions in its metadata are ignored.\n`);
});

test('the exemptions of the CDK reach the template', async () => {
  const [code = ''] = blocksOf('ts', /addMetadata/);
  const app = new App({ outdir: folder.path('cdk.out') });
  const broker = new aws_amazonmq.CfnBroker(new Stack(app, 'Sandbox'), 'Broker', {
    brokerName: 'sandbox',
    engineType: 'RABBITMQ',
    deploymentMode: 'SINGLE_INSTANCE',
    hostInstanceType: 'mq.m7g.medium',
    publiclyAccessible: false,
    users: [],
  });
  new Function('broker', code)(broker);
  app.synth();

  expect(await evaluate([folder.path('cdk.out')])).toMatchObject({ status: 0, verdicts: SANDBOX });
});
