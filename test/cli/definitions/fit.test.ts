import type { ClusterChoice } from '../../../cli/definitions/fit.ts';
import { reviewDefinitions } from '../../../cli/definitions/review.ts';
import type { TargetVersion } from '../../../cli/definitions/target.ts';
import { exchange, parameter, quorum, review } from './objects.ts';

const queues = (number: number) => Array.from({ length: number }, (_, index) => quorum(`q${index}`));
const exchanges = (number: number) => Array.from({ length: number }, (_, index) => exchange(`x${index}`));
const vhosts = (number: number) => [
  { name: '/' },
  ...Array.from({ length: number - 1 }, (_, index) => ({
    name: `v${index}`,
    metadata: { default_queue_type: 'quorum' },
  })),
];
const shovels = (number: number) => Array.from({ length: number }, (_, index) => parameter('shovel', {}, `s${index}`));

const LARGE = { hostInstanceType: 'mq.m7g.large' };

/** What is said of the whole export. */
function misfits(lists: object, cluster: ClusterChoice = LARGE, target: TargetVersion = '4.2') {
  return review(lists, target, { cluster }).said.filter((sentence) => /: export /.test(sentence));
}

describe('what just fits, without a word', () => {
  const cases: readonly (readonly [string, object, ClusterChoice?, TargetVersion?])[] = [
    ['queues', { queues: queues(1000) }],
    // Each virtual host has 7 more.
    ['exchanges', { vhosts: vhosts(2), exchanges: exchanges(1000 - 2 * 7) }],
    [
      'exchanges that servers make, which are not counted twice',
      { exchanges: [...exchanges(993), exchange('amq.topic')] },
    ],
    ['virtual hosts', { vhosts: vhosts(50) }],
    ['shovels', { parameters: shovels(30) }],
    ['what the configuration allows', { queues: queues(1200) }, { ...LARGE, limits: { cluster_queue_limit: 1200 } }],
    ['queues of RabbitMQ 3', { queues: queues(4000) }, { hostInstanceType: 'mq.m5.large' }, '3.13'],
    ['the smallest type for production, if none is given', { queues: queues(1000) }, {}],
  ];
  test.each(cases.map(([name, lists, cluster = LARGE, target = '4.2']) => [name, lists, cluster, target] as const))(
    '%s',
    (_, lists, cluster, target) => {
      expect(misfits(lists, cluster, target)).toEqual([]);
    },
  );
});

describe('what does not fit', () => {
  const cases: readonly (readonly [string, object, RegExp, ClusterChoice?, TargetVersion?])[] = [
    [
      'queues',
      { queues: queues(1001) },
      /^lost: export queues has 1,001 queues; a new mq\.m7g\.large cluster of RabbitMQ 4\.2 takes 1,000\. /,
    ],
    ['queues of 4.3', { queues: queues(1001) }, /RabbitMQ 4\.3 takes 1,000\. /, LARGE, '4.3'],
    [
      'exchanges, with those of each virtual host',
      { vhosts: vhosts(2), exchanges: exchanges(1000 - 2 * 7 + 1) },
      /^lost: export exchanges has 1,001 exchanges, with 7 in each virtual host .* takes 1,000\. /,
    ],
    ['virtual hosts', { vhosts: vhosts(51) }, /^lost: export virtual hosts has 51 virtual hosts; .* takes 50\. /],
    [
      'the virtual host / of the new broker, which the old one deleted',
      { vhosts: vhosts(51).slice(1) },
      /has 51 virtual hosts/,
    ],
    ['shovels', { parameters: shovels(31) }, /^lost: export shovels has 31 shovels; .* takes 30\. /],
    [
      'what the configuration does not allow',
      { queues: queues(1201) },
      /the mq\.m7g\.large cluster of RabbitMQ 4\.2 takes 1,200\. /,
      { ...LARGE, limits: { cluster_queue_limit: 1200 } },
    ],
    [
      'a type that is only assumed',
      { queues: queues(1001) },
      /^change: export queues .* No type was given: --host-instance-type sets it\.$/,
      {},
    ],
    [
      'more queues in / than Amazon MQ allows on RabbitMQ 3',
      { queues: queues(4001) },
      /^lost: export max-queues has 4,001 queues in the virtual host \/; .* to 4,000 .* would refuse the import\.$/,
      { hostInstanceType: 'mq.m5.large' },
      '3.13',
    ],
    [
      'a type that RabbitMQ 4 does not have',
      {},
      /^change: export limits are not the ones of mq\.m5\.large: .* clusters of RabbitMQ 4\.2\.$/,
      { hostInstanceType: 'mq.m5.large' },
    ],
    [
      'a type that is not known',
      {},
      /^change: export limits of mq\.m9g\.large are not known/,
      { hostInstanceType: 'mq.m9g.large' },
    ],
  ];
  test.each(
    cases.map(([name, lists, text, cluster = LARGE, target = '4.2']) => [name, lists, text, cluster, target] as const),
  )('%s', (_, lists, sentence, cluster, target) => {
    expect(misfits(lists, cluster, target)).toEqual([expect.stringMatching(sentence)]);
  });

  test.each<readonly [string, object, RegExp, TargetVersion]>([
    [
      'a limit to raise, with room for more, as plan --definitions does',
      { queues: queues(1203) },
      /"plan --limit cluster_queue_limit=1510", .* \(at most 10,000\)/,
      '4.2',
    ],
    ['a larger type', { parameters: shovels(151) }, /Choose mq\.m7g\.xlarge, and raise .*limits\.shovel=190"/, '4.2'],
    ['the most of a type', { queues: queues(9999) }, /"plan --limit cluster_queue_limit=10000"/, '4.2'],
    ['that no type is enough', { parameters: shovels(4801) }, /No instance type has room/, '4.2'],
    [
      'a larger type of RabbitMQ 3',
      { parameters: shovels(151) },
      /Choose mq\.m7g\.xlarge, which takes as many/,
      '3.13',
    ],
  ])('with advice: %s', (_, lists, advice, target) => {
    const { rows } = reviewDefinitions({ rabbitmq_version: '3.10.8', ...lists } as never, target, { cluster: LARGE });
    expect(rows.filter(({ kind }) => kind === 'export').map(({ action }) => action)).toEqual([
      expect.stringMatching(advice),
    ]);
  });
});

test('the limits of what is not in an export are a note', () => {
  const { notes } = reviewDefinitions({ rabbitmq_version: '3.13.7' }, '4.2', { cluster: LARGE });
  expect(notes.at(-1)).toMatch(
    /mq\.m7g\.large cluster takes 500 connections and 1,500 channels a node, 10 consumers a channel, and messages of 524,288 bytes/,
  );
  expect(reviewDefinitions({ rabbitmq_version: '3.13.7' }, '3.13').notes.join()).not.toContain('524,288');
});
