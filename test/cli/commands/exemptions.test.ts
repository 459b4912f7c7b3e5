import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { CHECKS } from '../../../checks/registry.ts';
import { badBroker, broker, cliAnswer, identity } from '../forms.ts';
import { change, plan, rabbit, broker as terraformBroker } from '../sources/terraform/support.ts';
import type { Output } from '../support.ts';
import { EVALUATE, run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const NOW = new Date('2026-11-30T12:00:00Z');

const ENTRY = {
  broker: 'orders',
  checks: ['rabbitmq-cluster-deployment', 'rabbitmq-no-public-access', 'rabbitmq-general-logging'],
  reason: 'Holds no data.',
  until: '2027-03-31',
};

/** Evaluates brokers with an exemption file. */
async function evaluate(exemptions: unknown, input: unknown, ...options: readonly string[]) {
  const path = folder.write('exemptions.yaml', exemptions);
  const args = [...EVALUATE, '--format', 'json', '--exemptions', path, ...options, '-'];
  const result = await run(args, { stdin: [JSON.stringify(input)], now: NOW });
  return { ...result, output: (result.stdout === '' ? undefined : JSON.parse(result.stdout)) as Output | undefined };
}

describe('--exemptions', () => {
  it('exempts failures, which no longer count for the exit status', async () => {
    const { status, output, stderr } = await evaluate([ENTRY], cliAnswer(badBroker()));

    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(output?.summary).toEqual({ pass: 0, fail: 0, skip: 0, unknown: 0, exempt: 3 });
    expect(output?.results[0]?.exemption).toEqual({
      ...{ reason: 'Holds no data.', until: '2027-03-31', daysLeft: 121 },
      ...{ source: folder.path('exemptions.yaml'), line: 1 },
    });
  });

  it('leaves the other failures and what is unknown to the exit status', async () => {
    const some = [{ ...ENTRY, checks: ENTRY.checks.slice(1) }];
    expect((await evaluate(some, cliAnswer(badBroker()))).status).toBe(1);
    expect((await evaluate(some, cliAnswer(badBroker({ deploymentMode: 'MOON' })))).status).toBe(3);
  });

  it('accept what a change does to a broker, of which nothing else is known', async () => {
    const entry = change(terraformBroker(rabbit()), [], {}, {});
    const deleted = { ...entry, change: { ...entry.change, actions: ['delete'], before: rabbit(), after: null } };
    const path = folder.write('plan.json', plan([], { resource_changes: [deleted] }));
    const exemption = { ...ENTRY, address: entry.address, checks: ['rabbitmq-no-deletion'], broker: undefined };
    const file = folder.write('exemptions.yaml', [exemption]);

    expect((await run(['evaluate', path])).status).toBe(1);
    const { status, stdout } = await run(['evaluate', path, '--exemptions', file], { now: NOW });
    expect(status).toBe(0);
    expect(stdout).toContain('EXEMPT  rabbitmq-no-deletion (high): 1 broker\n');
  });

  describe('of a change are about the broker before it', () => {
    const ID = 'b-33333333-3333-4333-8333-333333333333';
    const ARN = `arn:aws:mq:eu-west-1:111122223333:broker:prod:${ID}`;
    const properties = (BrokerName: string) => ({
      BrokerName,
      EngineType: 'RABBITMQ',
      DeploymentMode: 'SINGLE_INSTANCE',
    });
    const template = (name: string) => ({
      Resources: { Prod: { Type: 'AWS::AmazonMQ::Broker', Properties: properties(name) } },
    });
    const context = (name: string) => JSON.stringify({ Properties: properties(name) });
    const changeSet = {
      ...{ ChangeSetId: 'x', Status: 'CREATE_COMPLETE' },
      StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/orders/1',
      Changes: [
        {
          ResourceChange: {
            ...{
              Action: 'Modify',
              LogicalResourceId: 'Prod',
              ResourceType: 'AWS::AmazonMQ::Broker',
              Replacement: 'True',
            },
            ...{ PhysicalResourceId: ID, BeforeContext: context('prod'), AfterContext: context('load-test-7') },
          },
        },
      ],
    };
    const planned = (address: string, more = {}) => {
      const resource = terraformBroker(rabbit({ broker_name: 'load-test-7' }), address);
      const entry = change(resource, ['delete', 'create'], { id: true, arn: true }, more);
      const before = rabbit({ broker_name: 'prod', id: ID, arn: ARN });
      return plan([resource], { resource_changes: [{ ...entry, change: { ...entry.change, before } }] });
    };
    const moved = planned('aws_mq_broker.load_test_1', { previous_address: 'aws_mq_broker.prod' });
    const inputs = {
      plan: planned('aws_mq_broker.prod'),
      moved,
      'change set': changeSet,
      template: template('load-test-7'),
    };

    it.each<[string, keyof typeof inputs, object, boolean]>([
      ['by its name', 'plan', { broker: 'prod' }, true],
      ['by its ID', 'plan', { broker: ID }, true],
      ['by its ARN', 'plan', { broker: ARN }, true],
      ['by its name in its account', 'plan', { broker: 'pro*', accounts: ['111122223333'] }, true],
      ['not by its name in another region', 'plan', { broker: 'prod', regions: ['us-east-1'] }, false],
      ['not by the name that it will have', 'plan', { broker: 'load-test-*' }, false],
      ['by its address', 'plan', { address: 'aws_mq_broker.prod' }, true],
      ['not by the address that it will have', 'moved', { address: 'aws_mq_broker.load_test_1' }, false],
      ['not by the address that it had', 'moved', { address: 'aws_mq_broker.prod' }, false],
      ['by both addresses', 'moved', { address: 'aws_mq_broker.*', source: '*.json' }, true],
      ['by its name', 'change set', { broker: 'prod', accounts: ['111122223333'] }, true],
      ['by its ID', 'change set', { broker: ID }, true],
      ['not by the name that it will have', 'change set', { broker: 'load-test-*' }, false],
      ['by its name', 'template', { broker: 'prod' }, true],
      ['not by the name that it will have', 'template', { broker: 'load-test-*' }, false],
      ['by its address', 'template', { address: 'Prod' }, true],
    ])('%s, in a %s: %j', async (_how, kind, names, isExempt) => {
      const file = folder.write('exemptions.yaml', [
        { checks: ['rabbitmq-no-replacement'], reason: 'Holds no data.', until: '2027-03-31', ...names },
      ]);
      const path = folder.write('change.json', inputs[kind]);
      const before = kind === 'template' ? ['--before', folder.write('before.json', template('prod'))] : [];
      const args = ['evaluate', path, ...before, '--exemptions', file, '--checks', 'rabbitmq-no-replacement'];

      expect((await run(args, { now: NOW })).status).toBe(isExempt ? 0 : 1);
    });

    it('and those of other checks about the broker after it', async () => {
      const path = folder.write('change.json', template('load-test-7'));
      const before = folder.write('before.json', template('prod'));
      const file = folder.write('exemptions.yaml', [{ ...ENTRY, broker: 'load-test-7' }]);
      const args = ['evaluate', path, '--before', before, '--exemptions', file, '--format', 'json'];
      const { results }: Output = JSON.parse((await run(args, { now: NOW })).stdout);

      expect(results.map(({ check, verdict }) => [check, verdict])).toContainEqual([
        'rabbitmq-cluster-deployment',
        'exempt',
      ]);
      expect(results.map(({ check, verdict }) => [check, verdict])).toContainEqual(['rabbitmq-no-replacement', 'fail']);
    });
  });

  it('says what has ended, on standard error and as a notice', async () => {
    const { status, output, stderr } = await evaluate([{ ...ENTRY, until: '2026-11-29' }], cliAnswer(badBroker()));
    const message =
      'the exemption for "orders" ended on 2026-11-29, so it no longer counts. Remove it, or set a later date.';

    expect(status).toBe(1);
    expect(output?.notices).toEqual([{ source: folder.path('exemptions.yaml'), line: 1, message }]);
    expect(stderr).toBe(`${folder.path('exemptions.yaml')}:1: ${message}\n`);
  });

  it('that cannot be used ends with status 2 and all faults, before anything is evaluated', async () => {
    const text = '- broker: orders\n  checks: [rabbitmq-audit]\n  reason: x\n  until: 2099-01-01\n- broker: "*"\n';
    const { status, stdout, stderr } = await evaluate(text, cliAnswer(badBroker()));

    expect(status).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    const places = lines.map((line) => /exemptions\.yaml:(\d+): /.exec(line)?.[1]);
    expect(places).toEqual(['2', '4', '5', '5', '5', '5']);
    expect(lines.every((line) => line.startsWith('rabbitmq-conformance: '))).toBe(true);
  });

  it.each([
    ['is not there', 'none.yaml', 'none.yaml: cannot be read: the file does not exist. Check its path.'],
    ['is a folder', '', ': cannot be read: it is a folder. Name the file in it.'],
  ])('that %s ends with status 2', async (_what, name, message) => {
    const result = await run([...EVALUATE, '--exemptions', folder.path(name), '-'], { stdin: ['{}'] });

    expect(result).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
  });

  it('is no file for a report', async () => {
    const path = folder.write('exemptions.yaml', [ENTRY]);
    const args = [...EVALUATE, '--exemptions', path, '--format', `json=${path}`, '-'];
    const { status, stderr } = await run(args, { stdin: [JSON.stringify(cliAnswer(badBroker()))], now: NOW });

    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('cannot hold a report') });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([ENTRY]);
  });

  it('can be named by the configuration file, with the most days ahead', async () => {
    folder.write('exemptions.yaml', [ENTRY]);
    const args = [...EVALUATE, '--config', folder.path('configuration.yaml'), '-'];
    const evaluateWith = (maxExemptionDays: number) => {
      folder.write('configuration.yaml', { exemptions: 'exemptions.yaml', maxExemptionDays });
      return run(args, { stdin: [JSON.stringify(cliAnswer(badBroker()))], now: NOW });
    };

    expect((await evaluateWith(121)).status).toBe(0);
    expect(await evaluateWith(120)).toMatchObject({ status: 2, stderr: expect.stringContaining('at most 120 days') });
  });

  it('of a configuration file are all looked for only where its folder is evaluated', async () => {
    const { broker: _, ...others } = ENTRY;
    const file = folder.write('exemptions.yaml', [{ ...others, address: 'Odrers' }]);
    const configuration = folder.write('configuration.yaml', { exemptions: 'exemptions.yaml' });
    const template = folder.write('template.json', { Resources: {}, AWSTemplateFormatVersion: '2010-09-09' });
    const said = async (...args: readonly string[]) => (await run(['evaluate', ...args], { now: NOW })).stderr;
    const message = 'matches no broker that was evaluated';

    expect(await said('--exemptions', file, template)).toContain(message);
    expect(await said('--config', configuration, template)).not.toContain(message);
    expect(await said('--config', configuration, folder.path(''), '--exclude', 'plan.json')).toContain(message);
  });

  it('needs a name', async () => {
    expect(await run([...EVALUATE, '--exemptions', '', '-'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('touches no pass, no unknown and no broker outside its match, whatever is in it', async () => {
    const facts = [
      badBroker(),
      badBroker({ name: 'load-test-1' }),
      badBroker({ name: 'billing', deploymentMode: 'MOON' }),
      broker({ name: 'good', general: undefined }),
      badBroker({ name: 'active', engineType: 'ACTIVEMQ' }),
    ];
    const input = facts.map((each) => cliAnswer(each));
    const { arn, id } = identity('orders');
    const before = (await evaluate([], input)).output?.results ?? [];
    expect(before).toHaveLength(15);

    const entry = fc.record(
      {
        broker: fc.constantFrom('orders', 'load-*', '*o*', '*', arn, id, 'arn:aws:mq:*:111122223333:broker:b*:*', 'x'),
        address: fc.constantFrom('*', 'orders'),
        accounts: fc.constantFrom(['111122223333'], ['222233334444'], [111122223333], []),
        regions: fc.constantFrom(['eu-west-1'], ['us-east-1']),
        checks: fc.subarray([...CHECKS.map((check) => check.id as string), '*']),
        reason: fc.constantFrom('Holds no data.', ''),
        until: fc.constantFrom('2026-11-29', '2026-11-30', '2027-03-31', '2030-01-01'),
      },
      { requiredKeys: ['checks', 'reason', 'until'] },
    );
    /** The names that an entry is about, by another way than that of the program. */
    const names: Readonly<Record<string, readonly string[]>> = {
      ...{ orders: ['orders'], 'load-*': ['load-test-1'], '*o*': ['orders', 'load-test-1', 'good'], [arn]: ['orders'] },
      ...{ [id]: ['orders'], '*': facts.map(({ name }) => name), 'arn:aws:mq:*:111122223333:broker:b*:*': ['billing'] },
    };
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 9, arbitrary: fc.array(entry, { maxLength: 3 }) }, fc.json()),
        async (file) => {
          const { status, output, stdout } = await evaluate(file, input);
          if (!output) {
            expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
            return;
          }
          const entries = (typeof file === 'string' ? [] : file).map((each) => ({
            about: names[each.broker ?? ''],
            ...each,
          }));
          for (const [index, { exemption, ...result }] of output.results.entries()) {
            if (exemption === undefined) {
              expect(result).toEqual(before[index]);
              continue;
            }
            expect({ ...result, verdict: 'fail' }).toEqual(before[index]);
            const accepts = entries.filter(
              ({ about, checks, until, accounts, regions }) =>
                about?.includes(result.resource.name ?? '') &&
                checks.includes(result.check) &&
                until >= '2026-11-30' &&
                (accounts?.includes('111122223333' as never) ?? true) &&
                (regions?.includes('eu-west-1' as never) ?? true),
            );
            expect(accepts.map(({ until }) => until)).toContain(exemption.until);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
