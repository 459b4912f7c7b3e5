import type { Check } from '../../checks/check.ts';
import { controlsFor } from '../../checks/controls.ts';
import { guideUrl } from '../../checks/guide.ts';
import { parametersOf } from '../report/check-parameters.ts';
import type { ReportedCheck } from './report.ts';

/** A check as a report has it, with the values of its parameters if it has them. */
export function toReportedCheck(check: Check): ReportedCheck {
  const { id, title, severity, rationale, remediation, fix } = check;
  const [parameters, controls] = [parametersOf(check), controlsFor(check)];
  return { id, title, severity, rationale, remediation, fix, parameters, controls, guide: guideUrl(check) };
}
