import { split } from 'shlex';
import { planCommand } from '../../../cli/report-page/plan-command.ts';
import { brokerArn, brokerId } from '../../support/brokers.ts';

const PLAN = ['npx', 'rabbitmq-conformance', 'plan'];

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
    [
      'has each hostile part quoted',
      { arn: brokerArn(1).replace('broker-1', '$(id)') },
      [brokerArn(1).replace('broker-1', '$(id)')],
    ],
  ])('%s', (_, broker, operands) => {
    expect(split(planCommand(broker) ?? '')).toEqual([...PLAN, ...operands, '--runbook', 'runbook.md']);
  });

  test.each([
    ['only a file has', {}],
    ['has no region', { id: brokerId(1) }],
    ['has an ID that is an option', { id: '--region', region: 'eu-west-1' }],
    ['has a region that is a command', { id: brokerId(1), region: 'eu-west-1; id' }],
  ])('is not there for a broker that %s', (_, broker) => {
    expect(planCommand(broker)).toBeUndefined();
  });
});
