import { split } from 'shlex';
import { planCommand } from '../../../cli/report-page/plan-command.ts';
import { brokerArn, brokerId } from '../../support/brokers.ts';

const PLAN = ['rabbitmq-conformance', 'plan'];

describe('the command that plans a fix', () => {
  test.each([
    [
      'has the ARN, which says where the broker is',
      { arn: brokerArn(1), id: brokerId(1), region: 'eu-west-1' },
      [brokerArn(1)],
    ],
    [
      'has the ID and the region without an ARN',
      { id: brokerId(1), region: 'us-gov-west-1' },
      [brokerId(1), '--region', 'us-gov-west-1'],
    ],
    [
      'has the ID if the ARN is none',
      { arn: '--help', id: brokerId(1), region: 'eu-west-1' },
      [brokerId(1), '--region', 'eu-west-1'],
    ],
    ...[
      ['more than an ARN', `${brokerArn(1)}:\x03\ntouch /tmp/owned\n`],
      ['a line after the ARN', `${brokerArn(1)}\n`],
      ['a command for a name', brokerArn(1).replace('broker-1', '$(id)')],
      ['a pipe of cmd.exe for a name', brokerArn(1).replace('broker-1', 'a&calc')],
      ['an account that is none', brokerArn(1).replace(/\d{12}/, '1 2')],
      ['a partition that is none', brokerArn(1).replace('aws', 'aws;id')],
    ].map(([what, arn = '']): [string, Parameters<typeof planCommand>[0], string[]] => [
      `has the ID and the region where the ARN has ${what}`,
      { arn, id: brokerId(1), region: 'eu-west-1' },
      [brokerId(1), '--region', 'eu-west-1'],
    ]),
  ])('%s', (_, broker, operands) => {
    expect(split(planCommand(broker) ?? '')).toEqual([...PLAN, ...operands, '--runbook', 'runbook.md']);
  });

  test.each([
    ['only a file has', {}],
    ['has no region', { id: brokerId(1) }],
    ['has only a hostile ARN', { arn: `${brokerArn(1)}:\ntouch /tmp/owned` }],
    ['has lines after its ID', { id: `${brokerId(1)}\nid`, region: 'eu-west-1' }],
    ['has an ID that is an option', { id: '--region', region: 'eu-west-1' }],
    ['has a region that is a command', { id: brokerId(1), region: 'eu-west-1; id' }],
  ])('is not there for a broker that %s', (_, broker) => {
    expect(planCommand(broker)).toBeUndefined();
  });
});
