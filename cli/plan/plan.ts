import type { Prices } from '../rabbitmq/prices.ts';
import type { Wishes } from './choose-replacement.ts';
import { replace } from './choose-replacement.ts';
import { renderCloudFormation } from './cloudformation.ts';
import { costNotice, costOf } from './cost.ts';
import type { Decision } from './decision.ts';
import { decide, isGoingOff } from './decision.ts';
import type { PlanFormat } from './format.ts';
import { loggingCommand, loggingRunbook, loggingScript } from './logging.ts';
import type { Rendered } from './rendered.ts';
import type { Replacement } from './replacement.ts';
import { writeRunbook } from './runbook.ts';
import { renderScript } from './script.ts';
import type { PlannedBroker } from './source.ts';
import { renderTerraform } from './terraform.ts';

export interface PlanRequest {
  readonly format: PlanFormat;
  readonly wishes: Wishes;
  /** The file that the plan is written to. */
  readonly file?: string | undefined;
  /** Where the plan is among others, if it is written beside its runbook. */
  readonly path?: string | undefined;
  /** Those of every check, if exemptions accept some of them. By default the checks are evaluated. */
  readonly results?: Parameters<typeof decide>[1];
  /** What only a new broker can have, as sentences: a reason for one although the checks pass. */
  readonly wished?: readonly string[] | undefined;
  /** Those that this program knows if there are none. */
  readonly prices?: Prices | undefined;
}

/** What to do about a broker, ready to write. */
export interface Plan {
  readonly kind: Decision['kind'];
  /** In the requested format; `undefined` if there is nothing to write in it. */
  readonly text?: string;
  /** In Markdown; `undefined` if there is nothing to do. */
  readonly runbook?: string;
  /** The new broker, if there is to be one. */
  readonly replacement?: Replacement;
  /** What the user should know, as sentences. */
  readonly notices: readonly string[];
}

/**
 * Plans what to do about a broker. It changes nothing.
 * @throws InputError if there can be no plan for the broker
 */
export function makePlan(planned: PlannedBroker, request: PlanRequest): Plan {
  const decision = decide(planned.broker, request.results, request.wished);
  switch (decision.kind) {
    case 'nothing':
      return { kind: decision.kind, notices: ['every default check passes: there is nothing to fix.'] };
    case 'pending-logging':
      return {
        kind: decision.kind,
        runbook: loggingRunbook(planned, true),
        notices: ['a pending change turns general logging on. There is nothing to send: see the runbook (--runbook).'],
      };
    case 'logging':
      return {
        kind: decision.kind,
        // A command must not be mistaken for a template.
        ...(request.format === 'cli' ? { text: loggingScript(planned) } : {}),
        runbook: loggingRunbook(planned, false),
        notices: [
          isGoingOff(planned.broker)
            ? 'general logging is on, but a pending change will turn it off. Send the setting again to keep it on.'
            : 'only general logging is missing. You can turn it on in place: you do not need a new broker.',
          ...(request.format === 'cli' ? [] : [inPlace(planned, request.format)]),
        ],
      };
    case 'replacement':
      return planReplacement(planned, decision.reasons, request);
  }
}

function inPlace(planned: PlannedBroker, format: PlanFormat): string {
  const where = format === 'terraform' ? 'logs { general = true }' : 'Logs: { General: true }';
  const command = loggingCommand(planned).replaceAll(/\s*\\\n\s*/g, ' ');
  return `set ${where} where you declare the broker, or run: ${command}`;
}

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html
const QUOTA =
  'During the move, you have one more broker. Check that the quota of the region allows it: ' +
  `aws service-quotas list-service-quotas --service-code mq --query 'Quotas[].[QuotaName,Value]' --output table`;

function planReplacement(planned: PlannedBroker, reasons: readonly string[], request: PlanRequest): Plan {
  const { format, wishes, file, path, prices } = request;
  const replacement = replace(planned, wishes);
  const { text, notices } = render(format, replacement, planned);
  const cost = costNotice(costOf(planned, replacement, prices), prices);
  const all = [...replacement.notices, ...notices, cost, QUOTA];
  return {
    kind: 'replacement',
    replacement,
    text,
    runbook: writeRunbook({ planned, replacement, reasons, notices: all, format, file, path }),
    notices: all,
  };
}

function render(format: PlanFormat, replacement: Replacement, { broker }: PlannedBroker): Rendered {
  switch (format) {
    case 'terraform':
      return renderTerraform(replacement);
    case 'cloudformation':
      return renderCloudFormation(replacement);
    case 'cli':
      return renderScript(replacement, broker.region);
  }
}
