import { readFileSync } from 'node:fs';
import { renderPreflight } from '../../cli/preflight/render.ts';
import type { Situation } from '../cli/preflight/support.ts';
import { preflightOf, RECORDER } from '../cli/preflight/support.ts';
import { readMarkdown } from './markdown.ts';

const AGGREGATOR = {
  name: 'aws-controltower-ConfigAggregatorForOrganizations',
  isOfOrganization: true,
  regions: 'all',
} as const;

/** An organization with AWS Control Tower, seen from the account of its aggregator and from the management account. */
const SITUATIONS: readonly Situation[] = [
  {
    shape: 'delegated',
    aws: { delegatedServices: async () => ['config.amazonaws.com'], aggregators: async () => [AGGREGATOR] },
  },
  {
    shape: 'organization',
    aws: { recorders: async ({ roleArn }) => (roleArn === undefined ? [] : [RECORDER]) },
  },
];

const { blocks } = readMarkdown(readFileSync('docs/landing-zones.md', 'utf8'));
const quotes = blocks.filter(({ language }) => language === 'text').map(({ text }) => text.split('\n'));

test('the page quotes one output of preflight for each account', () => {
  expect(quotes).toHaveLength(SITUATIONS.length);
});

test.each(SITUATIONS.map((situation, index) => ({ situation, index })))(
  'preflight prints what the page quotes for $situation.shape',
  async ({ situation, index }) => {
    const output = renderPreflight(await preflightOf(situation), false).split('\n');
    expect(quotes[index]?.filter((line) => !output.includes(line))).toEqual([]);
  },
);
