import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeFindings, read, verdictsByAddress } from './support.ts';

function example(name: string) {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../../../examples', name), 'utf8'));
}

it('the plan has a broker as it is widely published, a good cluster in a module, and one that is deleted', () => {
  const value = example('terraform-plan.json');
  expect(verdictsByAddress(value)).toEqual({
    'aws_mq_broker.example': 'fail fail pass',
    'module.queue["eu"].aws_mq_broker.this[0]': 'pass pass pass',
  });
  const { problems, notices, readings } = read(value);
  expect(problems).toEqual([]);
  expect(notices).toEqual(['skipped 1 resource other than brokers.']);
  expect(changeFindings(value)).toEqual([
    [
      'aws_mq_broker.old',
      'rabbitmq-no-deletion',
      'fail',
      'The change deletes the broker, because it is no longer in the Terraform configuration. ' +
        'Its messages, queues, users and endpoint are lost.',
    ],
  ]);
  expect(readings.map(({ advice }) => advice?.map((sentence) => sentence.split(/[ :,]/)[0]))).toEqual([
    ['logs.audit', 'security_groups', 'engine_version', 'a'],
    [],
  ]);
});

it('the state has a cluster, an ActiveMQ broker and a single instance in a module in a module', () => {
  const value = example('terraform-state.json');
  expect(verdictsByAddress(value)).toEqual({
    'aws_mq_broker.basket["blue"]': 'pass pass pass',
    'aws_mq_broker.batch': 'skip skip skip',
    'module.platform.module.queue[0].aws_mq_broker.this': 'fail pass fail',
  });
  const { problems, notices, readings } = read(value);
  expect({ problems, notices }).toEqual({ problems: [], notices: ['skipped 1 data source.'] });
  expect(readings.flatMap(({ advice }) => advice)).toEqual([]);
});
