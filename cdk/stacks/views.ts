import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OrganizationAggregator, StoredQueries } from '../constructs/aggregation.ts';
import { outputConsoleLink } from '../constructs/console-link.ts';
import type { ShapeProps } from './shape-props.ts';

/**
 * `organization` and `stack-set`, once: views of the results of all accounts and regions. A separate stack, as a landing
 * zone may refuse an aggregator, and nothing else depends on it.
 */
export class ViewsStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, {
      description: 'Views of the results for Amazon MQ RabbitMQ brokers in all accounts and regions.',
      ...props,
    });
    new StoredQueries(this, 'Queries', settings);
    outputConsoleLink(this, 'AdvancedQueries', 'resources/query', 'The stored queries.');
    if (settings.aggregator === 'none') return;
    new OrganizationAggregator(this, 'Aggregator', settings);
    outputConsoleLink(this, 'Aggregators', 'aggregators', 'The results of all accounts and regions.');
  }
}
