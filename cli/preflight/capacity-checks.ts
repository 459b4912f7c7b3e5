import { count } from '../text/count.ts';
import type { Context, PreflightCheck } from './context.ts';
import { coveredAccounts, listingCall } from './context.ts';
import { inPlaces } from './places.ts';
import type { Place } from './port.ts';
import type { Finding } from './rows.ts';
import { attempt, fine, notVisible, toDo } from './rows.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
const MIN_UNRESERVED = 100;

/** As many executions can be reserved as the settings ask for. */
const concurrency: PreflightCheck = {
  id: 'lambda-concurrency',
  applies: ({ deployment, reservedConcurrency }) =>
    deployment !== 'management-account' && reservedConcurrency !== undefined,
  async run(context) {
    // Where the function goes: one account, or all of a stack-set.
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
  if (!answer.ok) return notVisible(subject, 'The quota of concurrent executions', answer, 'unreservedConcurrency');
  const unreserved = answer.value;
  if (unreserved === undefined) {
    const missing = { ok: false as const, code: '', reason: 'it is not in the answer of AWS.' };
    return notVisible(subject, 'The quota of concurrent executions', missing, 'unreservedConcurrency');
  }
  if (unreserved - reservedConcurrency >= MIN_UNRESERVED) {
    return fine(subject, `Of ${unreserved} unreserved executions ${reservedConcurrency} can be reserved.`);
  }
  return toDo(
    subject,
    `Of ${unreserved} unreserved executions ${MIN_UNRESERVED} have to stay so, and ${reservedConcurrency} are to be ` +
      'reserved, unless this deployment is there already and has them.',
    'Leave out the setting reservedConcurrency, or: aws service-quotas request-service-quota-increase ' +
      `--region ${place.region} --service-code lambda --quota-code L-B99A9384 ` +
      `--desired-value <the quota and ${MIN_UNRESERVED + reservedConcurrency - unreserved} more>`,
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
  // Those of a pack have a suffix.
  const isOwn = (name: string) => settings.pack.ruleNames.some((rule) => name.startsWith(`${rule}-conformance-pack-`));
  const others = names.value.filter((name) => !isOwn(name)).length;
  const added = settings.pack.ruleNames.length;
  if (others + added <= MAX_RULES) {
    return fine(
      subject,
      `With ${count(added, 'rule')} more than ${others} there is room: AWS Config allows ${MAX_RULES}.`,
    );
  }
  return toDo(
    subject,
    `There are ${others} rules, ${added} are to be added, and AWS Config allows ${MAX_RULES}.`,
    `aws configservice describe-config-rules --region ${place.region} --query 'ConfigRules[].ConfigRuleName'\nDelete some.`,
  );
}

export const CAPACITY_CHECKS: readonly PreflightCheck[] = [concurrency, rules];
