import { Aws, Stack } from 'aws-cdk-lib';
import { CfnConformancePack } from 'aws-cdk-lib/aws-config';
import type { Construct } from 'constructs';
import { outputConsoleLink } from '../constructs/console-link.ts';
import { addDashboard } from '../constructs/dashboard.ts';
import { warnOfEndedExemptions } from '../constructs/ended-exemptions.ts';
import { Evaluator, outputEvaluator } from '../constructs/evaluator.ts';
import { addLogQueries } from '../constructs/log-queries.ts';
import { LogRemediationRole, LogRemediationRunbook, outputLogRemediation } from '../constructs/log-remediation.ts';
import { NotificationRules } from '../constructs/notification-rules.ts';
import { packContent } from '../constructs/pack-content.ts';
import { dashboardName, packName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import type { ShapeProps } from './shape-props.ts';

export const ACCOUNT_DESCRIPTION = 'Evaluates Amazon MQ RabbitMQ brokers with AWS Config rules.';

/** `account`: the function and the pack in one account and region. */
export class AccountStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, { description: ACCOUNT_DESCRIPTION, ...props });
    const evaluator = addAccountPack(this, settings, 'asset');
    warnOfEndedExemptions(this, settings);
    outputEvaluator(this, evaluator);
    addLogQueries(this, { logGroup: evaluator.logGroup, assumesRoles: false, settings });
    if (settings.dashboard) {
      const name = dashboardName(settings, Aws.REGION);
      addDashboard(this, { settings, regions: [undefined], dashboardName: name, assumesRoles: false });
    }
    outputLogRemediation(this, settings);
    if (settings.notifications !== 'none') new NotificationRules(this, 'Notifications', settings);
    outputConsoleLink(this, 'ConformancePacks', 'conformance-packs', 'The results.');
  }
}

export function addAccountPack(stack: Stack, settings: Settings, code: 'asset' | 'inline'): Evaluator {
  const evaluator = new Evaluator(stack, 'Evaluator', { settings, code });
  const { roleArn, runbook } = accountLogRemediation(stack, settings);
  const pack = new CfnConformancePack(stack, 'Pack', {
    conformancePackName: packName(settings),
    ...packContent(settings, evaluator.function.functionArn, roleArn),
  });
  pack.addResourceDependency(evaluator.permission);
  if (runbook) pack.addResourceDependency(runbook.document);
  return evaluator;
}

/** The role and the runbook for the pack of an account, if the settings enable remediation. */
function accountLogRemediation(stack: Stack, settings: Settings) {
  if (settings.logRemediation === 'none') return { roleArn: '' };
  return {
    roleArn: new LogRemediationRole(stack, 'LogRemediationRole', settings).roleArn,
    runbook: new LogRemediationRunbook(stack, 'LogRemediation', settings),
  };
}
