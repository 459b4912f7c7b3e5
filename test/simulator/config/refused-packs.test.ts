import { putBroker } from '../../../simulator/config/recorder.ts';
import { schedule } from '../../../simulator/config/rule-events.ts';
import type { WorldOptions } from '../support.ts';
import { keyOf, makeBroker, PAYMENTS, problemsOf, verdictsOf, withWorld } from '../support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };

interface Pack {
  TemplateBody: string;
  ConformancePackInputParameters: unknown;
}

function packsIn(resources: Parameters<NonNullable<WorldOptions['patch']>>[0]['Resources']): readonly Pack[] {
  return Object.values(resources).flatMap(({ Type, Properties }) =>
    Type.endsWith('ConformancePack') ? [Properties as unknown as Pack] : [],
  );
}

/** Changes the text of the pack, wherever it stands. */
function changePack(from: string, to: string): NonNullable<WorldOptions['patch']> {
  return ({ Resources }) => {
    for (const pack of packsIn(Resources)) {
      expect(pack.TemplateBody).toContain(from);
      pack.TemplateBody = pack.TemplateBody.replaceAll(from, to);
    }
  };
}

test.each([
  ['events of another source', 'EventSource: aws.config', 'EventSource: aws.other'],
  ['a message that there is not', 'MessageType: ScheduledNotification', 'MessageType: Scheduled'],
  ['a frequency that there is not', '        Ref: Frequency', '        Ref: EvaluatorFunctionArn'],
  ['a parameter that it is not given', '  Frequency:\n', '  Other:\n'],
] as const)('a pack with %s is refused', async (_, from, to) => {
  await withWorld('account', { patch: changePack(from, to) }, ({ simulation, stacks }) => {
    expect(Object.keys(problemsOf(stacks))).toHaveLength(1);
    expect(simulation.state.rules.size).toBe(0);
  });
});

test('a pack whose function is in another region is refused', async () => {
  const patch: WorldOptions['patch'] = ({ Resources }) => {
    for (const pack of packsIn(Resources)) {
      const elsewhere = 'arn:aws:lambda:eu-central-1:222222222222:function:other';
      pack.ConformancePackInputParameters = [{ ParameterName: 'EvaluatorFunctionArn', ParameterValue: elsewhere }];
    }
  };
  await withWorld('account', { patch }, ({ stacks }) => {
    expect(Object.values(problemsOf(stacks))).toEqual([expect.stringContaining('is not in eu-west-1')]);
  });
});

test('rules with another scope see no changes of brokers, but their schedule does', async () => {
  const patch = changePack('- AWS::AmazonMQ::Broker', '- AWS::EC2::Instance');
  await withWorld('account', { patch }, async ({ simulation, deliver }) => {
    expect(putBroker(simulation, HERE, makeBroker(HERE, 1))).toEqual([]);
    await deliver(schedule(simulation, HERE));
    expect(verdictsOf(simulation)).toEqual({ [keyOf(HERE, 1)]: 'pass pass pass' });
  });
});
