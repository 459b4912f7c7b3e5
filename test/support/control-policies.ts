import type { Protection, ServiceControlPolicy } from '../../cdk/protection/service-control-policy.ts';
import { serviceControlPolicy } from '../../cdk/protection/service-control-policy.ts';
import type { Context } from './cdk.ts';
import { ADMINISTRATOR_ACCOUNT, longest, REMEDIATED, SHAPES, settingsOf } from './cdk.ts';

const NOTHING: Protection = { qualifier: 'hnb659fds', exemptRoles: [] };
const DELEGATED: Protection = { ...NOTHING, administratorAccount: ADMINISTRATOR_ACCOUNT };

/** The deployments that a service control policy can protect. */
export const PROTECTED: Readonly<Record<string, readonly [Context, Protection]>> = {
  organization: [SHAPES.organization, NOTHING],
  'organization with remediation': [REMEDIATED.organization, { ...NOTHING, exemptRoles: ['AWSControlTowerExecution'] }],
  'organization with packs of accounts': [REMEDIATED['account-packs'], NOTHING],
  'organization of a delegated administrator': [REMEDIATED.delegated, DELEGATED],
  'stack-set': [SHAPES['stack-set'], NOTHING],
  'stack-set of a delegated administrator': [
    { ...REMEDIATED['stack-set'], administrator: 'delegated' },
    { ...DELEGATED, qualifier: 'accel', exemptRoles: ['AWSControlTowerExecution'] },
  ],
  'organization with the longest settings': [longest('delegated'), DELEGATED],
  'stack-set with the longest settings': [{ ...longest('stack-set'), administrator: 'delegated' }, DELEGATED],
};

/** The policy of a deployment of {@link PROTECTED}. */
export function controlPolicyOf(name: string): ServiceControlPolicy {
  const [context, protection] = PROTECTED[name] ?? [];
  if (!context || !protection) throw new RangeError(`There is no deployment ${name}.`);
  return serviceControlPolicy(settingsOf(context), protection);
}
