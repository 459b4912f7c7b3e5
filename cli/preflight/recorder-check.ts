import { coveredAccounts, listingCall } from '../organization/context.ts';
import { judgeRecordings } from '../organization/recorder-findings.ts';
import { readRecordings } from '../organization/recorder-sources.ts';
import { attempt, notVisible } from '../organization/rows.ts';
import type { PreflightCheck } from './check.ts';

/** Every account and region records brokers. */
export const RECORDER_CHECK: PreflightCheck = {
  id: 'recorders',
  applies: ({ deployment }) => deployment !== 'management-account',
  async run(context) {
    const accounts = await attempt(coveredAccounts(context));
    if (!accounts.ok) {
      const call = listingCall(context.settings);
      return [notVisible('recorders', 'The accounts of the recorders', accounts, call)];
    }
    const ids = accounts.value.map(({ id }) => id);
    return judgeRecordings(context.settings, accounts.value, await readRecordings(context, ids));
  },
};
