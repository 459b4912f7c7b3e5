import { resolve } from 'node:path';
import type { StatusReport } from '../../../cli/status/run.ts';
import type { RuleEvent } from '../../../simulator/config/rule-events.ts';
import { dueEvents } from '../../../simulator/config/rule-events.ts';
import { useOperator } from '../../docs/operator.ts';
import { MANAGEMENT, PAYMENTS, REGIONS } from '../../simulator/support.ts';
import { commandsOf } from './printed-commands.ts';

const ACCESS_ROLE = 'OrganizationAccountAccessRole';

/** Somebody who looks at the status, and runs what it prints. */
export function useStatus() {
  const operator = useOperator(REGIONS.map((region) => ({ accountId: MANAGEMENT, region })));
  const simulation = () => operator.world().simulation;
  const program = `node ${resolve('dist/cli/index.js')} status --role-name ${ACCESS_ROLE}`;

  async function deliver(events: readonly RuleEvent[]) {
    await operator.world().deliver(events, new AbortController().signal);
  }

  return {
    ...operator,
    simulation,
    deliver,
    evaluate: () => deliver(dueEvents(simulation())),
    async status(): Promise<{ readonly status: number; readonly report: StatusReport }> {
      const { status, output } = await operator.run(`${program} --format json`, MANAGEMENT);
      return { status, report: JSON.parse(output) };
    },
    /** Has a role in an account that joined, as AWS Organizations makes it. */
    addAccess(accountId: string) {
      const arn = `arn:aws:iam::${accountId}:role/${ACCESS_ROLE}`;
      const known = simulation().state.roles.get(arn.replace(accountId, PAYMENTS));
      if (known) simulation().state.roles.set(arn, { ...known, arn, accountId });
    },
    /** Runs the commands of the rows in their order, each as the administrator of the account that it is for. */
    async repair({ rows }: StatusReport) {
      for (const row of rows.filter(({ status }) => status === 'to-do')) {
        for (const { accountId = MANAGEMENT, command } of commandsOf(row)) {
          await operator.succeed(command.replaceAll('<bucket>', 'config-bucket'), accountId);
        }
      }
    },
  };
}
