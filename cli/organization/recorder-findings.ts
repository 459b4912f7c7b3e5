import type { Settings } from '../../cdk/settings/settings.ts';
import { BROKER_RESOURCE_TYPE } from '../../checks/configuration-item.ts';
import { count } from '../text/count.ts';
import { hasOrganizationPack, isOfOrganization, nameOf } from './context.ts';
import type { OrganizationAccount } from './port.ts';
import { ANY_ACCOUNT, FIXES, setUpRecorders } from './recorder-commands.ts';
import type { RecordingPlace } from './recorder-sources.ts';
import type { Problem } from './recording.ts';
import type { Finding } from './rows.ts';
import { fine, some, toDo } from './rows.ts';

// An account that does not record makes an organization conformance pack fail. An account that does not record brokers
// is still evaluated on schedule.
const PROBLEMS: Readonly<Record<Problem, { readonly detail: string; readonly isExcluded: boolean }>> = {
  none: { detail: 'There is no configuration recorder', isExcluded: true },
  stopped: { detail: 'The configuration recorder is stopped', isExcluded: true },
  failing: { detail: 'The configuration recorder fails', isExcluded: false },
  'without-brokers': {
    detail: `The configuration recorder does not record ${BROKER_RESOURCE_TYPE}`,
    isExcluded: false,
  },
};

const PROBLEM_KINDS: readonly Problem[] = ['none', 'stopped', 'failing', 'without-brokers'];

/**
 * A finding for each kind of problem, one for the recorders that are fine, and one for each reason why others are not
 * visible.
 * @param accounts those of the places
 */
export function judgeRecordings(
  settings: Settings,
  accounts: readonly OrganizationAccount[],
  places: readonly RecordingPlace[],
): readonly Finding[] {
  const isPack = hasOrganizationPack(settings);
  return [
    ...sumUpRecording(places),
    ...PROBLEM_KINDS.flatMap((kind) => findProblems(kind, accounts, places, isPack)),
    ...sumUpUnseen(places, isOfOrganization(settings)),
  ];
}

function sumUpRecording(places: readonly RecordingPlace[]): readonly Finding[] {
  const recording = places.flatMap(({ recording }) => (recording.kind === 'recording' ? [recording] : []));
  if (recording.length === 0) return [];
  const daily = recording.filter(({ isDaily }) => isDaily).length;
  const remark = daily === 0 ? '' : ` Daily recorders: ${daily}. They delay the evaluation of a change by up to a day.`;
  return [
    fine(
      `${recording.length} of ${count(places.length, 'recorder')}`,
      `${recording.length === 1 ? 'It records' : 'They record'} ${BROKER_RESOURCE_TYPE}.${remark}`,
    ),
  ];
}

interface Affected {
  readonly account: OrganizationAccount;
  readonly regions: readonly string[];
  readonly detail: string;
  readonly commands: readonly string[];
}

/** A finding for each kind of problem, with the accounts that the same commands fix. */
function findProblems(
  kind: Problem,
  accounts: readonly OrganizationAccount[],
  places: readonly RecordingPlace[],
  isPack: boolean,
): readonly Finding[] {
  const groups = new Map<string, Affected[]>();
  for (const account of accounts) {
    const affected = describeProblem(kind, account, places);
    if (affected === undefined) continue;
    const key = JSON.stringify([affected.detail, affected.commands]);
    groups.set(key, [...(groups.get(key) ?? []), affected]);
  }
  const excludes = isPack && PROBLEMS[kind].isExcluded;
  return [...groups.values()].flatMap((group): Finding[] => {
    const [first] = group;
    if (first === undefined) return [];
    const ids = group.map(({ account }) => account.id);
    const isOne = ids.length === 1;
    const where = isOne ? `In account ${ids[0]}:` : 'In each of these accounts:';
    const commands = isOne ? first.commands.map((line) => line.replaceAll(ANY_ACCOUNT, ids[0] ?? '')) : first.commands;
    return [
      toDo(
        isOne ? nameOf(first.account) : count(ids.length, 'account'),
        `${first.detail}.${isOne ? '' : ` Accounts: ${ids.join(', ')}.`}`,
        [where, ...commands, ...(excludes ? [`Or exclude the account${isOne ? '' : 's'}.`] : [])].join('\n'),
        { accounts: ids, regions: first.regions, ...(excludes ? { excludes: ids } : {}) },
      ),
    ];
  });
}

function describeProblem(
  kind: Problem,
  account: OrganizationAccount,
  places: readonly RecordingPlace[],
): Affected | undefined {
  const affected = places.flatMap(({ accountId, region, recording, seenBy }) =>
    accountId === account.id && recording.kind === kind
      ? [{ region, seenBy, recorder: recording.kind === 'none' ? {} : recording.recorder }]
      : [],
  );
  const [first] = affected;
  if (first === undefined) return undefined;
  const regions = affected.map(({ region }) => region);
  const reasons = kind === 'failing' && first.recorder.lastError !== undefined ? ` (${first.recorder.lastError})` : '';
  const source = first.seenBy === undefined ? '' : `, according to ${first.seenBy}`;
  return {
    account,
    regions,
    detail: `${PROBLEMS[kind].detail} in ${regions.join(', ')}${reasons}${source}`,
    commands:
      kind === 'none'
        ? setUpRecorders(regions)
        : affected.map(({ region, recorder }) => FIXES[kind](region, recorder).replaceAll(account.id, ANY_ACCOUNT)),
  };
}

/** A finding for each reason, with the accounts. */
function sumUpUnseen(places: readonly RecordingPlace[], hasOthers: boolean): readonly Finding[] {
  const byReason = new Map<string, RecordingPlace[]>();
  for (const place of places) {
    if (place.recording.kind !== 'not-visible') continue;
    const others = byReason.get(place.recording.reason) ?? [];
    byReason.set(place.recording.reason, [...others, place]);
  }
  return [...byReason].map(([reason, unseen]): Finding => {
    const accounts = [...new Set(unseen.map(({ accountId }) => accountId))];
    const regions = [...new Set(unseen.map(({ region }) => region))];
    return {
      status: 'not-visible',
      subject: `${unseen.length} of ${count(places.length, 'recorder')}`,
      detail: `In ${count(accounts.length, 'account')} (${some(accounts)}), ${some(regions)}: ${reason}`,
      action: hasOthers
        ? 'Use --role-name <a role in every account, such as OrganizationAccountAccessRole> with permission for ' +
          'config:DescribeConfigurationRecorders and config:DescribeConfigurationRecorderStatus. Or deploy an ' +
          'organization aggregator first.'
        : 'Requires permission for config:DescribeConfigurationRecorders and ' +
          'config:DescribeConfigurationRecorderStatus.',
      accounts,
      regions,
    };
  });
}
