import { readLimit } from '../../../cli/commands/limit-option.ts';

test('limits gather', () => {
  const limits = readLimit('cluster_queue_limit = 1240', readLimit('runtime_parameters.limits.shovel=40'));
  expect(limits).toEqual({ 'runtime_parameters.limits.shovel': 40, cluster_queue_limit: 1240 });
});

test.each([
  ['another key', 'queue_limit=5', 'one of the keys connection_max, '],
  ['no number', 'vhost_max=many', 'a whole number'],
  ['a fraction', 'vhost_max=1.5', 'a whole number'],
  ['a unit', 'max_message_size=1MB', 'a whole number'],
  ['a second line', 'vhost_max=5\nssl_options.verify = verify_none', 'a whole number'],
  ['nothing', 'vhost_max=0', 'above 0'],
  ['the same again', 'connection_max=7', 'given twice'],
])('refuses %s', (_, text, message) => {
  expect(() => readLimit(text, { connection_max: 600 })).toThrow(message);
});
