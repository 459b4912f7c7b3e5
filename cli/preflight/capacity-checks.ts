import type { Context } from '../organization/context.ts';
import { coveredAccounts, listingCall } from '../organization/context.ts';
import type { Place } from '../organization/port.ts';
import type { Finding } from '../organization/rows.ts';
import { attempt, fine, notVisible, toDo } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import type { PreflightCheck } from './check.ts';
import { inPlaces } from './places.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
const MIN_UNRESERVED = 100;

/** The account can reserve as many concurrent executions as the settings require. */
const concurrency: PreflightCheck = {
  id: 'lambda-concurrency',
  applies: ({ deployment, reservedConcurrency }) =>
    deployment !== 'management-account' && reservedConcurrency !== undefined,
  async run(context) {
    // The accounts of the function: one, or all of a stack-set.
    const accounts =
      context.settings.deployment === 'stack-set'
        ? await attempt(coveredAccounts(context))
        : { ok: true as const, value: [{ id: context.identity.accountId }] };
    if (!accounts.ok) return [notVisible('Lambda', 'The accounts that get the function', accounts, 'accountsIn')];
    return inPlaces(context, accounts.value, checkConcurrency, 'lambda:GetAccountSettings');
  },
};

async function checkConcurrency({ aws, settings }: Context, subject: string, place: Place): Promise<Finding> {
  const { reservedConcurrency = 0 } = settings;
  const answer = await attempt(aws.unreservedConcurrency(place));
  if (!answer.ok) return notVisible(subject, 'The unreserved concurrency', answer, 'unreservedConcurrency');
  const unreserved = answer.value;
  if (unreserved === undefined) {
    const missing = { ok: false as const, code: '', reason: 'it is not in the response from AWS.' };
    return notVisible(subject, 'The unreserved concurrency', missing, 'unreservedConcurrency');
  }
  if (unreserved - reservedConcurrency >= MIN_UNRESERVED) {
    return fine(subject, `You can reserve ${reservedConcurrency} of ${unreserved} unreserved concurrent executions.`);
  }
  return toDo(
    subject,
    `You cannot reserve ${reservedConcurrency} of ${unreserved} unreserved concurrent executions, because ` +
      `${MIN_UNRESERVED} must stay unreserved. Ignore this if this deployment has already reserved them.`,
    'Remove the setting reservedConcurrency, or: aws service-quotas request-service-quota-increase ' +
      `--region ${place.region} --service-code lambda --quota-code L-B99A9384 ` +
      `--desired-value <the quota plus ${MIN_UNRESERVED + reservedConcurrency - unreserved}>`,
  );
}

// https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html
const MAX_RULES = 1000;

/** There is room for the rules. */
const rules: PreflightCheck = {
  id: 'rules',
  applies: ({ deployment }) => deployment !== 'management-account',
  async run(context) {
    const accounts = await attempt(coveredAccounts(context));
    if (!accounts.ok) {
      return [notVisible('rules', 'The accounts that get rules', accounts, listingCall(context.settings))];
    }
    return inPlaces(context, accounts.value, checkRules, 'config:DescribeConfigRules');
  },
};

async function checkRules({ aws, settings }: Context, subject: string, place: Place): Promise<Finding> {
  const names = await attempt(aws.ruleNames(place));
  if (!names.ok) return notVisible(subject, 'The rules', names, 'ruleNames');
  // The names of rules in a pack have a suffix.
  const isOwn = (name: string) => settings.pack.ruleNames.some((rule) => name.startsWith(`${rule}-conformance-pack-`));
  const others = names.value.filter((name) => !isOwn(name)).length;
  const added = settings.pack.ruleNames.length;
  if (others + added <= MAX_RULES) {
    return fine(
      subject,
      `There is room for ${count(added, 'rule')}: there ${others === 1 ? 'is' : 'are'} ${count(others, 'other')}, and ${MAX_RULES} are allowed.`,
    );
  }
  return toDo(
    subject,
    `There is no room for ${count(added, 'rule')}: there are ${count(others, 'other')}, and ${MAX_RULES} are allowed.`,
    `aws configservice describe-config-rules --region ${place.region} --query 'ConfigRules[].ConfigRuleName'\nDelete some of them.`,
  );
}

export const CAPACITY_CHECKS: readonly PreflightCheck[] = [concurrency, rules];
