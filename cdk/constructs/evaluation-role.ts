import { Aws } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { evaluationRoleName, evaluatorRoleName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { acknowledgeEvaluationStatements, evaluationStatements, permissionsBoundary } from './permissions.ts';

/** The role that the function assumes in an account of the organization. */
export class EvaluationRole extends Construct {
  /** @param administratorAccount the account of the function */
  constructor(scope: Construct, id: string, administratorAccount: string, settings: Settings) {
    super(scope, id);
    // The account with a condition, not the function's roles as principals. IAM rejects a role that does not exist yet.
    // It stores the unique ID of a role that does, so the trust would end when that role is re-created.
    const evaluatorRoles = `arn:${Aws.PARTITION}:iam::${administratorAccount}:role${settings.rolePath}${evaluatorRoleName(settings, '*')}`;
    const role = new Role(this, 'Role', {
      description: 'Lets the evaluator read Amazon MQ brokers and report to AWS Config.',
      assumedBy: new AccountPrincipal(administratorAccount).withConditions({
        ArnLike: { 'aws:PrincipalArn': evaluatorRoles },
      }),
      path: settings.rolePath,
      roleName: evaluationRoleName(settings),
      ...permissionsBoundary(this, settings),
      inlinePolicies: { Evaluate: new PolicyDocument({ statements: evaluationStatements(settings) }) },
    });
    acknowledgeEvaluationStatements(role, settings);
  }
}
