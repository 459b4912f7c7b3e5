import { quote } from 'shlex';
import { isBrokerId, parseBrokerArn } from '../../checks/broker.ts';
import type { ReportedBroker } from '../organization-report/report.ts';

const PLAN = 'npx rabbitmq-conformance plan';

/**
 * The command that plans the fix of a broker, for a shell with credentials of its account.
 * @returns `undefined` for a broker that the command cannot find, such as one that only a file has
 */
export function planCommand({ arn, id, region }: Pick<ReportedBroker, 'arn' | 'id' | 'region'>): string | undefined {
  const identity = parseBrokerArn(arn);
  // An ARN says where the broker is. What does not look like one might be taken for an option.
  if (arn !== undefined && isBrokerId(identity.id ?? '') && isRegion(identity.region)) {
    return `${PLAN} ${quote(arn)} --runbook runbook.md`;
  }
  if (id === undefined || !isBrokerId(id) || !isRegion(region)) return undefined;
  return `${PLAN} ${quote(id)} --region ${quote(region)} --runbook runbook.md`;
}

function isRegion(text: string | undefined): text is string {
  return /^[a-z]+(-[a-z]+)+-\d+$/.test(text ?? '');
}
