import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { OrganizationReport } from '../../../cli/organization-report/report.ts';

const isValid = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: false }).compile(
  JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')),
);

/** A report in JSON, once the published schema accepts it. */
export function validReport(json: string): OrganizationReport {
  const report: unknown = JSON.parse(json);
  expect({ valid: isValid(report), errors: isValid.errors }).toEqual({ valid: true, errors: null });
  return report as OrganizationReport;
}

/** What the published schema does not accept in a value, as far as the first fault. */
export function refusals(report: unknown): readonly string[] {
  isValid(JSON.parse(JSON.stringify(report)));
  return isValid.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`) ?? [];
}
