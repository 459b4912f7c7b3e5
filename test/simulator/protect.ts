import type { Protection } from '../../cdk/protection/service-control-policy.ts';
import { serviceControlPolicy } from '../../cdk/protection/service-control-policy.ts';
import type { Call } from '../../simulator/aws/call.ts';
import type { Simulation } from '../../simulator/aws/simulation.ts';
import { createAdministratorKey } from '../../simulator/aws/simulation.ts';
import { answer } from '../../simulator/services.ts';
import { settingsOf } from '../support/cdk.ts';
import { ADMINISTRATOR, MANAGEMENT, ROOT } from './support.ts';

/** Attaches the service control policy of a deployment to the root, as the commands that `scp` prints. */
export function protect(simulation: Simulation, settings: object, more: Partial<Protection> = {}): void {
  const protection = { administratorAccount: ADMINISTRATOR, qualifier: 'hnb659fds', exemptRoles: [], ...more };
  const policy = serviceControlPolicy(settingsOf({ ...settings }), protection);
  const accessKeyId = createAdministratorKey(simulation, MANAGEMENT);
  const call = (operation: string, input: Call['input']) =>
    answer(simulation, { service: 'organizations', operation, input, accessKeyId, region: 'us-east-1' });
  const Type = 'SERVICE_CONTROL_POLICY';
  call('EnablePolicyType', { RootId: ROOT, PolicyType: Type });
  const input = { Type, Name: 'protection', Description: '', Content: JSON.stringify(policy, null, 2) };
  const { Policy } = call('CreatePolicy', input) as { Policy: { PolicySummary: { Id: string } } };
  call('AttachPolicy', { PolicyId: Policy.PolicySummary.Id, TargetId: ROOT });
}
