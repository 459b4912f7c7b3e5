import type { Context, PreflightCheck } from './context.ts';
import { isDelegated, isOfOrganization } from './context.ts';
import type { Finding } from './rows.ts';
import { attempt, fine, notVisible, toDo } from './rows.ts';

/** Whether the credentials are those of the account that the settings name. */
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
          ? fine(subject, 'It is the management account.')
          : toDo(
              subject,
              'It is not the management account, which the evaluation role is to be deployed to.',
              `Use credentials of account ${managementAccount}.`,
            ),
      ];
    }
    if (!isDelegated(settings)) {
      return [
        isManagement
          ? fine(subject, 'It is the management account, which the setting administrator says.')
          : toDo(
              subject,
              'It is not the management account, which the setting administrator says.',
              `Use credentials of account ${managementAccount}, or the settings -c administrator=delegated ` +
                `-c managementAccount=${managementAccount}`,
            ),
      ];
    }
    if (isManagement) {
      return [
        toDo(
          subject,
          'It is the management account, where the setting administrator says a delegated administrator.',
          'Use credentials of the delegated administrator, or the setting -c administrator=management',
        ),
      ];
    }
    if (settings.managementAccount !== undefined && settings.managementAccount !== managementAccount) {
      return [
        toDo(
          subject,
          `The management account is ${managementAccount}, not ${settings.managementAccount}.`,
          `-c managementAccount=${managementAccount}`,
        ),
      ];
    }
    return [fine(subject, 'It is not the management account, and so can be a delegated administrator.')];
  },
};

const features: PreflightCheck = {
  id: 'organization-features',
  applies: isOfOrganization,
  async run({ aws }) {
    const subject = 'organization';
    const organization = await attempt(aws.organization());
    if (!organization.ok) {
      // The check of the administrator says so.
      if (organization.code === 'AWSOrganizationsNotInUseException') return [];
      return [notVisible(subject, 'Its features', organization, 'organization')];
    }
    switch (organization.value.featureSet) {
      case 'ALL':
        return [fine(subject, 'It has all features.')];
      case undefined:
        return [withoutFact(subject, 'Its feature set')];
      default:
        return [
          toDo(
            subject,
            `It has the features ${organization.value.featureSet}, and needs all.`,
            'aws organizations enable-all-features',
          ),
        ];
    }
  },
};

/** Whether the account that evaluates is in the organization. */
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
          'The setting administratorAccount is this account, which needs no such role in itself.',
          'Set administratorAccount to the delegated administrator.',
        ),
      ];
    }
    const accounts = await attempt(aws.accounts());
    if (!accounts.ok) return [notVisible(subject, 'The accounts of the organization', accounts, 'accounts')];
    const account = accounts.value.find(({ id }) => id === administratorAccount);
    if (account?.state === 'ACTIVE') return [fine(subject, 'It is an active account of the organization.')];
    return [
      toDo(
        subject,
        account === undefined
          ? 'It is not in the organization.'
          : `Its state is ${account.state ?? 'not told'}, not ACTIVE.`,
        'Set administratorAccount to the account that the deployment "organization" is in.',
      ),
    ];
  },
};

function inNoOrganization(subject: string): Finding {
  return toDo(subject, 'It is in no organization.', 'Use the setting -c deployment=account');
}

function withoutFact(subject: string, what: string): Finding {
  return {
    status: 'not-visible',
    subject,
    detail: `${what} is not in the answer of AWS.`,
    action: 'aws organizations describe-organization',
  };
}

export const IDENTITY_CHECKS: readonly PreflightCheck[] = [administrator, features, evaluatingAccount];
