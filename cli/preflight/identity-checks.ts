import type { Context } from '../organization/context.ts';
import { isDelegated, isOfOrganization } from '../organization/context.ts';
import type { Finding } from '../organization/rows.ts';
import { attempt, fine, notVisible, toDo } from '../organization/rows.ts';
import type { PreflightCheck } from './check.ts';

/** The credentials belong to the account that the settings name. */
const administrator: PreflightCheck = {
  id: 'administrator',
  applies: ({ deployment }) => deployment !== 'account',
  async run({ aws, settings, identity: { accountId } }) {
    const subject = `account ${accountId}`;
    const organization = await attempt(aws.organization());
    if (!organization.ok) {
      if (organization.code === 'AWSOrganizationsNotInUseException') return [inNoOrganization(subject)];
      return [notVisible(subject, 'The management account of the organization', organization, 'organization')];
    }
    const { managementAccount } = organization.value;
    if (managementAccount === undefined) return [withoutFact(subject, 'The management account of the organization')];
    const isManagement = accountId === managementAccount;
    if (settings.deployment === 'management-account') {
      return [
        isManagement
          ? fine(subject, 'This is the management account.')
          : toDo(
              subject,
              'This is not the management account, where you must deploy the evaluation role.',
              `Use credentials of account ${managementAccount}.`,
            ),
      ];
    }
    if (!isDelegated(settings)) {
      return [
        isManagement
          ? fine(subject, 'This is the management account, as the setting administrator says.')
          : toDo(
              subject,
              'This is not the management account, but the setting administrator is "management".',
              `Use credentials of account ${managementAccount}, or the settings -c administrator=delegated ` +
                `-c managementAccount=${managementAccount}`,
            ),
      ];
    }
    if (isManagement) {
      return [
        toDo(
          subject,
          'This is the management account, but the setting administrator is "delegated".',
          'Use credentials of the delegated administrator, or the setting -c administrator=management',
        ),
      ];
    }
    if (settings.managementAccount !== undefined && settings.managementAccount !== managementAccount) {
      return [
        toDo(
          subject,
          `The management account is ${managementAccount}, but the setting managementAccount is ${settings.managementAccount}.`,
          `-c managementAccount=${managementAccount}`,
        ),
      ];
    }
    return [fine(subject, 'This is not the management account, so it can be a delegated administrator.')];
  },
};

const features: PreflightCheck = {
  id: 'organization-features',
  applies: isOfOrganization,
  async run({ aws }) {
    const subject = 'organization';
    const organization = await attempt(aws.organization());
    if (!organization.ok) {
      // The check `administrator` reports this.
      if (organization.code === 'AWSOrganizationsNotInUseException') return [];
      return [notVisible(subject, 'The feature set', organization, 'organization')];
    }
    switch (organization.value.featureSet) {
      case 'ALL':
        return [fine(subject, 'All features are enabled.')];
      case undefined:
        return [withoutFact(subject, 'The feature set')];
      default:
        return [
          toDo(
            subject,
            `The feature set is ${organization.value.featureSet}, but all features are required.`,
            'aws organizations enable-all-features',
          ),
        ];
    }
  },
};

/** The function answers the organization whose ID the settings have. */
const organizationId: PreflightCheck = {
  id: 'organization-id',
  applies: (settings) => isOfOrganization(settings) && settings.organizationId !== undefined,
  async run({ aws, settings }) {
    const subject = `organization ${settings.organizationId}`;
    const organization = await attempt(aws.organization());
    if (!organization.ok) {
      // The check `administrator` reports this.
      if (organization.code === 'AWSOrganizationsNotInUseException') return [];
      return [notVisible(subject, 'The ID of the organization', organization, 'organization')];
    }
    const { id } = organization.value;
    if (id === undefined) return [withoutFact(subject, 'The ID of the organization')];
    if (id === settings.organizationId) return [fine(subject, 'This is the ID of the organization.')];
    return [
      toDo(
        subject,
        `This is not the ID of the organization, which is ${id}. With it, the function answers no account.`,
        `-c organizationId=${id}`,
      ),
    ];
  },
};

/** The account of the evaluator is in the organization. */
const evaluatingAccount: PreflightCheck = {
  id: 'administrator-account',
  applies: ({ deployment }) => deployment === 'management-account',
  async run({ aws, settings, identity }: Context): Promise<readonly Finding[]> {
    const { administratorAccount = '' } = settings;
    const subject = `account ${administratorAccount}`;
    if (administratorAccount === identity.accountId) {
      return [
        toDo(
          subject,
          'The setting administratorAccount is this account, which does not need the evaluation role.',
          'Set administratorAccount to the delegated administrator.',
        ),
      ];
    }
    const accounts = await attempt(aws.accounts());
    if (!accounts.ok) return [notVisible(subject, 'The accounts of the organization', accounts, 'accounts')];
    const account = accounts.value.find(({ id }) => id === administratorAccount);
    if (account?.state === 'ACTIVE') return [fine(subject, 'This is an active account in the organization.')];
    return [
      toDo(
        subject,
        account === undefined
          ? 'This account is not in the organization.'
          : `The state of this account is ${account.state ?? 'unknown'}, not ACTIVE.`,
        'Set administratorAccount to the account of the deployment "organization".',
      ),
    ];
  },
};

function inNoOrganization(subject: string): Finding {
  return toDo(subject, 'This account is not in an organization.', 'Use the setting -c deployment=account');
}

function withoutFact(subject: string, what: string): Finding {
  return {
    status: 'not-visible',
    subject,
    detail: `${what} is not in the response from AWS.`,
    action: 'aws organizations describe-organization',
  };
}

export const IDENTITY_CHECKS: readonly PreflightCheck[] = [administrator, features, organizationId, evaluatingAccount];
