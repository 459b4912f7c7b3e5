import { isBrokerId } from '../../checks/broker.ts';
import type { ReportedBroker } from '../organization-report/report.ts';

// Not with npx: outside a checkout, that runs whatever package has the name.
const PLAN = 'rabbitmq-conformance plan';

// https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html has what a name may be.
const ARN = /^arn:aws[a-z-]*:mq:(?<region>[a-z0-9-]+):\d{12}:broker:[\w-]{1,50}:(?<id>[^:]+)$/;

/**
 * The command that plans the fix of a broker, for a shell with credentials of its account. Reports come from files too, and
 * people paste the command: it has only characters that no shell, not even cmd.exe, takes for anything else.
 * @returns `undefined` for a broker that the command cannot find, such as one that only a file has
 */
export function planCommand({ arn, id, region }: Pick<ReportedBroker, 'arn' | 'id' | 'region'>): string | undefined {
  const named = ARN.exec(arn ?? '')?.groups;
  // An ARN says where the broker is.
  if (isBroker(named?.id, named?.region)) return `${PLAN} ${arn} --runbook runbook.md`;
  return isBroker(id, region) ? `${PLAN} ${id} --region ${region} --runbook runbook.md` : undefined;
}

function isBroker(id = '', region = ''): boolean {
  return isBrokerId(id) && /^[a-z]+(-[a-z]+)+-\d+$/.test(region);
}
