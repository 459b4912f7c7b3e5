import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { completeRunsQueryName, exemptBrokersQueryName, missingRolesQueryName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * Queries for the console of CloudWatch Logs Insights. The log has the account of each event. As a dimension of metrics,
 * each account would cost as much as the whole deployment.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function addLogQueries(
  scope: Construct,
  { logGroup, assumesRoles, settings }: { logGroup: ILogGroup; assumesRoles: boolean; settings: Settings },
): void {
  const add = (id: string, name: string, lines: readonly string[]) =>
    new CfnQueryDefinition(scope, id, {
      name,
      logGroupNames: [logGroup.logGroupName],
      queryString: lines.join('\n| '),
    });
  add('CompleteRuns', completeRunsQueryName(settings), [
    'filter message = "Evaluated" and trigger = "ScheduledNotification"',
    'stats max(@timestamp) as lastCompleteRun, count(*) as runs by accountId, region, rule',
    'sort lastCompleteRun asc',
  ]);
  if (settings.ruleExemptions.current.length > 0) {
    add('ExemptBrokers', exemptBrokersQueryName(settings), [
      'filter message = "A failure is exempt"',
      'stats max(@timestamp) as last by until, accountId, region, resourceId, check, reason, ticket',
      'sort until asc',
    ]);
  }
  if (!assumesRoles) return;
  add('MissingRoles', missingRolesQueryName(settings), [
    'filter message = "Evaluation failed" and problem like /^EvaluationRoleError/',
    'stats max(@timestamp) as last, count(*) as failures by accountId, region',
    'sort last desc',
  ]);
}
