import pMap from 'p-map';
import type { Context } from '../organization/context.ts';
import { placeOf, ruleRegions } from '../organization/context.ts';
import type { Place } from '../organization/port.ts';
import { CONCURRENCY } from '../organization/recorder-sources.ts';
import type { Finding } from '../organization/rows.ts';
import { fine, some } from '../organization/rows.ts';

/**
 * Checks each account in each region of the rules. One finding summarises what is fine, and another what is not visible
 * without a role.
 */
export async function inPlaces(
  context: Context,
  accounts: readonly { readonly id: string }[],
  check: (context: Context, subject: string, place: Place) => Promise<Finding>,
  permission: string,
): Promise<readonly Finding[]> {
  const pairs = accounts.flatMap(({ id }) => ruleRegions(context).map((region) => ({ id, region })));
  const findings = await pMap(
    pairs,
    async ({ id, region }) => {
      const place = placeOf(context, id, region);
      const finding = place && (await check(context, `account ${id}, ${region}`, place));
      return { id, region, finding };
    },
    { concurrency: CONCURRENCY },
  );
  const seen = findings.flatMap(({ finding }) => (finding === undefined ? [] : [finding]));
  const proven = seen.filter(({ status }) => status === 'fine');
  const unseen = findings.filter(({ finding }) => finding === undefined);
  const accountIds = [...new Set(unseen.map(({ id }) => id))];
  return [
    ...(proven.length > 3
      ? [fine(`${proven.length} of ${findings.length} accounts and regions`, 'There is room in each of them.')]
      : proven),
    ...seen.filter(({ status }) => status !== 'fine'),
    ...(accountIds.length === 0
      ? []
      : [
          {
            status: 'not-visible' as const,
            subject: `${unseen.length} of ${findings.length} accounts and regions`,
            detail: `This needs a role in each account: ${some(accountIds)}.`,
            action: `Use --role-name <a role in every account> with permission for ${permission}.`,
            accounts: accountIds,
            regions: [...new Set(unseen.map(({ region }) => region))],
          },
        ]),
  ];
}
