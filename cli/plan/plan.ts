import type { Wishes } from './choose-replacement.ts';
import { replace } from './choose-replacement.ts';
import { renderCloudFormation } from './cloudformation.ts';
import type { Decision } from './decision.ts';
import { decide, isGoingOff } from './decision.ts';
import { loggingCommand, loggingRunbook, loggingScript } from './logging.ts';
import type { Rendered } from './rendered.ts';
import type { Replacement } from './replacement.ts';
import { writeRunbook } from './runbook.ts';
import type { PlanFormat } from './runbook-facts.ts';
import { renderScript } from './script.ts';
import type { PlannedBroker } from './source.ts';
import { renderTerraform } from './terraform.ts';

export interface PlanRequest {
  readonly format: PlanFormat;
  readonly wishes: Wishes;
  /** The file that the plan is to be written to. */
  readonly file?: string | undefined;
}

/** What is to be done about a broker, ready to be written. */
export interface Plan {
  readonly kind: Decision['kind'];
  /** In the format that was asked for; `undefined` where there is nothing to say in it. */
  readonly text?: string;
  /** In Markdown; `undefined` where nothing is to be done. */
  readonly runbook?: string;
  /** What a person should know of it, as sentences. */
  readonly notices: readonly string[];
}

/**
 * Plans what is to be done about a broker. It does nothing of it.
 * @throws InputError if the broker cannot be planned
 */
export function makePlan(planned: PlannedBroker, request: PlanRequest): Plan {
  const decision = decide(planned.broker);
  switch (decision.kind) {
    case 'nothing':
      return { kind: decision.kind, notices: ['every check passes: there is nothing to mend.'] };
    case 'pending-logging':
      return {
        kind: decision.kind,
        runbook: loggingRunbook(planned, true),
        notices: [
          'a change is pending that switches the general log on: there is nothing to send, see the runbook (--runbook).',
        ],
      };
    case 'logging':
      return {
        kind: decision.kind,
        // What is no template must not be taken for one.
        ...(request.format === 'cli' ? { text: loggingScript(planned) } : {}),
        runbook: loggingRunbook(planned, false),
        notices: [
          isGoingOff(planned.broker)
            ? 'the general log is on, but a pending change will switch it off: take that back in place.'
            : 'only the general log is missing, which is switched on in place: no new broker is needed.',
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
  return `set ${where} where the broker is declared, or run: ${command}`;
}

function planReplacement(planned: PlannedBroker, reasons: readonly string[], request: PlanRequest): Plan {
  const { format, wishes, file } = request;
  const replacement = replace(planned, wishes);
  const { text, notices } = render(format, replacement, planned);
  const all = [...replacement.notices, ...notices];
  return {
    kind: 'replacement',
    text,
    runbook: writeRunbook({ planned, replacement, reasons, notices: all, format, file }),
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
