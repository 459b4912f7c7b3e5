import type { Settings } from '../../cdk/settings/settings.ts';
import { hasOrganizationPack, isDelegated, isOfOrganization } from '../organization/context.ts';
import type { Finding } from '../organization/rows.ts';
import { attempt, fine, notVisible, toDo } from '../organization/rows.ts';
import type { PreflightCheck } from './check.ts';

const CONFIG = 'config.amazonaws.com';
const MULTI_ACCOUNT_SETUP = 'config-multiaccountsetup.amazonaws.com';
const STACK_SETS = 'member.org.stacksets.cloudformation.amazonaws.com';

/** The AWS Config principals that the deployment needs: for the aggregator and the organization conformance pack. */
function configPrincipals(settings: Settings): readonly string[] {
  const hasPack = hasOrganizationPack(settings);
  return [...(hasPack || settings.aggregator === 'create' ? [CONFIG] : []), ...(hasPack ? [MULTI_ACCOUNT_SETUP] : [])];
}

const trustedAccess: PreflightCheck = {
  id: 'trusted-access',
  applies: (settings) => isOfOrganization(settings) && configPrincipals(settings).length > 0,
  async run({ aws, settings }) {
    const principals = configPrincipals(settings);
    const services = await attempt(aws.trustedServices());
    if (!services.ok) {
      return [
        notVisible(
          principals.join(', '),
          'The services with trusted access',
          services,
          'trustedServices',
          'In the management account: aws organizations list-aws-service-access-for-organization ' +
            "--query 'EnabledServicePrincipals[].ServicePrincipal'",
        ),
      ];
    }
    return principals.map((principal) =>
      services.value.includes(principal)
        ? fine(principal, 'Trusted access is enabled.')
        : toDo(
            principal,
            'Trusted access is not enabled.',
            `In the management account: aws organizations enable-aws-service-access --service-principal ${principal}`,
          ),
    );
  },
};

const stackSetsAccess: PreflightCheck = {
  id: 'stack-sets-access',
  applies: isOfOrganization,
  async run({ aws, settings, homeRegion }) {
    const subject = 'StackSets';
    const callAs = isDelegated(settings) ? 'DELEGATED_ADMIN' : 'SELF';
    const status = await attempt(aws.stackSetsAccess(homeRegion, callAs));
    if (status.ok && status.value === 'ENABLED') return [fine(subject, 'Trusted access is enabled.')];
    if (status.ok && status.value !== undefined) {
      return [
        toDo(
          subject,
          `Trusted access is ${status.value}.`,
          `In the management account: aws cloudformation activate-organizations-access --region ${homeRegion}`,
        ),
      ];
    }
    const failure = status.ok ? { ok: false as const, code: '', reason: 'the response has no status.' } : status;
    return [
      notVisible(
        subject,
        'The status of trusted access',
        failure,
        'stackSetsAccess',
        `In the management account: aws cloudformation describe-organizations-access --region ${homeRegion}`,
      ),
    ];
  },
};

const delegation: PreflightCheck = {
  id: 'delegated-administrator',
  applies: (settings) => isDelegated(settings) || settings.deployment === 'management-account',
  async run({ aws, settings, identity }) {
    const isForOrganization = isOfOrganization(settings);
    const accountId = isForOrganization ? identity.accountId : (settings.administratorAccount ?? '');
    // The role in the management account belongs to the deployment "organization".
    const principals = isForOrganization
      ? [...configPrincipals(settings), STACK_SETS]
      : [CONFIG, MULTI_ACCOUNT_SETUP, STACK_SETS];
    const services = await attempt(aws.delegatedServices(accountId));
    if (!services.ok && services.code !== 'AccountNotRegisteredException') {
      return [
        notVisible(
          `account ${accountId}`,
          'The registrations as a delegated administrator',
          services,
          'delegatedServices',
          `In the management account: aws organizations list-delegated-services-for-account --account-id ${accountId}`,
        ),
      ];
    }
    const registered = services.ok ? services.value : [];
    return principals.map((principal): Finding => {
      if (registered.includes(principal))
        return fine(principal, `Account ${accountId} is a delegated administrator for this service.`);
      return toDo(
        principal,
        `Account ${accountId} is not a delegated administrator for this service.`,
        'In the management account: aws organizations register-delegated-administrator ' +
          `--account-id ${accountId} --service-principal ${principal}`,
      );
    });
  },
};

export const ACCESS_CHECKS: readonly PreflightCheck[] = [trustedAccess, stackSetsAccess, delegation];
