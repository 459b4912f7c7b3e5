import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BASH } from './action.ts';
import { runProgram, useCheckout } from './checkout.ts';
import type { Templates } from './docs.ts';
import { BAD, BLOCKS, BROKEN, blockWith, createRepository, GOOD, needsMore, UNKNOWN, VERSION } from './docs.ts';

const checkout = useCheckout();

const PACK = blockWith('sh', 'npm pack');
const INSTALL = blockWith('sh', 'npm install');
const TERRAFORM = blockWith('sh', 'terraform apply');
const CDK = blockWith('sh', 'cdk synth');
const COMPARE = blockWith('sh', '--before');
const ROOTS = blockWith('sh', 'for root');
const GATE = blockWith('sh', 'case $status');

it('every command of docs/ci.md is run below, or says what it needs', () => {
  const tested = [PACK, INSTALL, TERRAFORM, ROOTS, CDK, COMPARE, GATE];
  expect(BLOCKS.filter((block) => block.language === 'sh' && !tested.includes(block) && !needsMore(block))).toEqual([]);
});

it.each(BLOCKS.filter(needsMore).map(({ code }) => [code]))('has options that there are: %s', async (code) => {
  const { folder, env } = createRepository(checkout(), {});
  for (const [, command, options = ''] of code.matchAll(/^rabbitmq-conformance (\w+) (.*)$/gm)) {
    const { stdout } = await runProgram('rabbitmq-conformance', [command ?? '', '--help'], { cwd: folder, env });
    for (const [option] of options.matchAll(/--[\w-]+/g)) expect(stdout).toContain(`  ${option} `);
  }
});

describe('the program', () => {
  it('is packed in a checkout', async () => {
    const { stub, env } = createRepository(checkout(), {});
    // What npm ci would do is done.
    stub('npm', `[ "$1" = ci ] || PATH="\${PATH#*:}" exec npm "$@"`);
    const { status, stdout } = await runProgram('bash', [...BASH, '-c', PACK.code], { cwd: checkout().folder, env });
    expect({ status, stdout }).toEqual({ status: 0, stdout: `rabbitmq-conformance-${VERSION}.tgz\n` });
  });

  it('is installed without a network', async () => {
    const { folder, env } = createRepository(checkout(), {});
    // Nothing but what the command installs.
    const installed = { ...env, PATH: `${env.npm_config_prefix}/bin:${process.env.PATH}` };
    const ended = await runProgram('bash', [...BASH, '-c', INSTALL.code], { cwd: folder, env: installed });
    expect(ended.status).toBe(0);
    expect(ended.stdout.split('\n')).toContain(VERSION);
    expect(existsSync(`${env.npm_config_prefix}/bin/rabbitmq-conformance`)).toBe(true);
  });
});

describe('the gate before terraform apply', () => {
  const TERRAFORM_STUB = `
    case "$*" in
      'plan -out=plan.out') echo "$PLAN" >plan.out ;;
      'show -json plan.out') cat "$(cat plan.out)" ;;
      'apply plan.out') touch applied ;;
      *) exit 9 ;;
    esac`;

  it.each([
    ['lets a good plan through', { format_version: '1.2', values: { root_module: {} } }, 0, true],
    ['stops a bad plan', undefined, 1, false],
    ['stops where terraform show fails', null, 2, false],
  ])('%s', async (_, plan, status, isApplied) => {
    const { folder, env, stub } = createRepository(checkout(), {});
    stub('terraform', TERRAFORM_STUB);
    const path =
      plan === undefined ? join(checkout().folder, 'examples/terraform-plan.json') : join(folder, 'plan.json');
    if (plan) writeFileSync(path, JSON.stringify(plan));
    const options = { cwd: folder, env: { ...env, PLAN: path } };
    // Without -e: the gate must hold in a shell that goes on after errors.
    expect(await runProgram('bash', ['-c', TERRAFORM.code], options)).toMatchObject({ status });
    expect(existsSync(join(folder, 'applied'))).toBe(isApplied);
  });
});

describe('the loop over the roots of a repository', () => {
  const CLUSTER = 'resource "aws_mq_broker" "main" { deployment_mode = var.mode }';
  const SHOW = `
    folder=\${1#-chdir=}
    case "$*" in
      *' init -input=false' | *' plan -input=false -out=plan.out') [ ! -e "$folder/refuse" ] || exit 7 ;;
      *' show -json plan.out') cat "$PLAN" ;;
      *) exit 9 ;;
    esac`;

  it.each([
    ['evaluates each with its plan', [], 1, 2],
    ['stops where no plan can be made', ['infrastructure/orders/refuse'], 7, 0],
  ])('%s', async (_, refused, status, brokers) => {
    const { folder, env, stub } = createRepository(checkout(), {});
    for (const root of ['orders', 'payments']) {
      mkdirSync(join(folder, 'infrastructure', root));
      writeFileSync(join(folder, 'infrastructure', root, 'main.tf'), CLUSTER);
    }
    for (const path of refused) writeFileSync(join(folder, path), '');
    stub('terraform', SHOW);
    const options = { cwd: folder, env: { ...env, PLAN: join(checkout().folder, 'examples/terraform-plan.json') } };
    const ended = await runProgram('bash', [...BASH, '-c', ROOTS.code], options);
    expect(ended.status).toBe(status);
    const read = (root: string) => ended.stdout.includes(`infrastructure/${root}/plan.json`);
    expect(['orders', 'payments'].filter(read)).toHaveLength(brokers);
  });
});

describe('the gate before cdk deploy', () => {
  it.each([
    ['lets a good app through', 'template-cluster.yaml', 0, true],
    ['stops a bad one', 'template-single-instance.json', 1, false],
  ])('%s', async (_, template, status, isDeployed) => {
    const { folder, env, stub } = createRepository(checkout(), {});
    mkdirSync(join(folder, 'assembly'));
    cpSync(join(checkout().folder, 'examples', template), join(folder, 'assembly/Orders.template.json'));
    const artifacts = {
      Orders: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: 'Orders.template.json' },
      },
    };
    writeFileSync(join(folder, 'assembly/manifest.json'), JSON.stringify({ version: '48.0.0', artifacts }));
    stub(
      'npx',
      `case "$*" in 'cdk synth --quiet') mv assembly cdk.out ;; 'cdk deploy --all --app cdk.out') touch deployed ;; *) exit 9 ;; esac`,
    );
    expect(await runProgram('bash', ['-c', CDK.code], { cwd: folder, env })).toMatchObject({ status });
    expect(existsSync(join(folder, 'deployed'))).toBe(isDeployed);
  });
});

describe('the comparison with the main branch', () => {
  it.each([
    ['lets through what stays', 'template-cluster.yaml', 0, ''],
    ['stops what replaces a broker', 'template-single-instance.json', 1, 'rabbitmq-no-replacement'],
  ])('%s', async (_, example, status, said) => {
    const { folder, env, stub } = createRepository(checkout(), GOOD);
    mkdirSync(join(folder, 'main'));
    cpSync(join(checkout().folder, 'examples', example), join(folder, 'main/template.yaml'));
    stub(
      'git',
      `[ "$*" = 'worktree add --detach .before origin/main' ] && mkdir .before && mv main .before/infrastructure`,
    );
    const ended = await runProgram('bash', [...BASH, '-c', COMPARE.code], { cwd: folder, env });
    expect(ended.status).toBe(status);
    expect(ended.stdout).toContain(said);
  });
});

describe('the gate for high severity', () => {
  it.each<[string, Templates, number, string]>([
    ['lets through what is good', GOOD, 0, ''],
    ['stops what is bad', BAD, 1, ''],
    ['says what is unknown', UNKNOWN, 0, 'Something is unknown: see above.\n'],
    ['stops where something cannot be used', BROKEN, 2, ''],
  ])('%s', async (_, templates, status, said) => {
    const { folder, env } = createRepository(checkout(), templates);
    const ended = await runProgram('bash', [...BASH, '-c', GATE.code], { cwd: folder, env });
    expect(ended.status).toBe(status);
    expect(ended.stderr.endsWith(said)).toBe(true);
  });
});
