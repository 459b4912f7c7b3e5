import { readFileSync } from 'node:fs';
import { NOTIFIED, propertiesOf, REMEDIATED, synthesize } from '../support/cdk.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

test('the tables of permissions in the documentation are what the templates of the evaluator, the remediation and the notifications allow', () => {
  const checks = { checks: 'default,rabbitmq-security-group-sources' };
  const context = { ...REMEDIATED.organization, ...NOTIFIED.organization, ...checks };
  const roles = synthesize(context).flatMap(({ json }) => propertiesOf(json, 'AWS::IAM::Role'));
  const statements = [/-evaluator-eu-west-1$/, /-log-remediation$/, /-notifications-<AWS::Region>$/].flatMap(
    (pattern): readonly Statement[] => {
      const role = roles.find(({ RoleName = '' }) => pattern.test(RoleName));
      return role?.Policies[0].PolicyDocument.Statement;
    },
  );
  const allowed = statements.flatMap(({ Action, Resource }) =>
    [Action].flat().map((action) => [
      action,
      Resource.replace(/^<EvaluatorLogs\w+\.Arn>$/, 'its own log group')
        .replace(/^<EvaluatorFailedEvents\w+\.Arn>$/, 'its own queue of failed events')
        .replace('<AWS::Partition>', '<partition>')
        .replace('events:eu-west-1:<AWS::AccountId>', 'events:<home region>:<administrator>')
        .replace('<AWS::AccountId>', '<account>'),
    ]),
  );

  const rows = readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `(\w+:\w+)` +\| (.*?) +\|/gm);
  const documented = [...rows].map(([, action, resource = '']) => [action, resource.replaceAll('`', '')]);
  expect(documented.toSorted()).toEqual(allowed.toSorted());
});
