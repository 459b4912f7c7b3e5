import type { Stack } from 'aws-cdk-lib';
import type { Settings } from '../settings/settings.ts';
import { OrganizationAggregator, StoredQueries } from './aggregation.ts';
import { outputConsoleLink } from './console-link.ts';

/** Views of the results of all accounts and regions. */
export function addViews(stack: Stack, settings: Settings): void {
  new StoredQueries(stack, 'Queries', settings);
  outputConsoleLink(stack, 'AdvancedQueries', 'resources/query', 'The stored queries.');
  if (settings.aggregator === 'none') return;
  new OrganizationAggregator(stack, 'Aggregator', settings);
  outputConsoleLink(stack, 'Aggregators', 'aggregators', 'The results of all accounts and regions.');
}
