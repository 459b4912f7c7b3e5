import { readFileSync } from 'node:fs';
import { propertiesOf, SHAPES, synthesize } from '../support/cdk.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

test('the table of permissions in the documentation is what the template of the evaluator allows', () => {
  const roles = synthesize(SHAPES.organization).flatMap(({ json }) => propertiesOf(json, 'AWS::IAM::Role'));
  const evaluator = roles.find(({ RoleName = '' }) => RoleName.startsWith('rabbitmq-conformance-evaluator-'));
  const statements: readonly Statement[] = evaluator?.Policies[0].PolicyDocument.Statement;
  const allowed = statements.flatMap(({ Action, Resource }) =>
    [Action].flat().map((action) => [
      action,
      Resource.replace(/^<EvaluatorLogs\w+\.Arn>$/, 'its own log group')
        .replace('<AWS::Partition>', '<partition>')
        .replace('<AWS::AccountId>', '<account>'),
    ]),
  );

  const rows = readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `(\w+:\w+)` +\| (.*?) +\|/gm);
  const documented = [...rows].map(([, action, resource = '']) => [action, resource.replaceAll('`', '')]);
  expect(documented.toSorted()).toEqual(allowed.toSorted());
});
