import { isObject, quote } from '../../checks/json.ts';
import { findFaults } from '../configuration/faults.ts';
import type { Schema } from '../configuration/schema.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { OrganizationReport } from './report.ts';
import { REPORT_TYPE, REPORT_VERSION } from './report.ts';
import { REPORT_SCHEMA } from './report-schema.ts';

/** The largest report that is read, in bytes: a broker has about 2 kB. */
export const MAX_REPORT = 256 * 2 ** 20;

/** Whether a value says that it is a report of `report`, of whatever version. */
export function claimsToBeReport(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && value.type === REPORT_TYPE;
}

/**
 * A report that `report --format json` wrote. Members that this version does not know are left out: nobody knows what they are.
 * @throws InputError if it is of another version, or broken
 */
export function toReport(value: Readonly<Record<string, unknown>>): OrganizationReport {
  return validated(value, REPORT_SCHEMA) as unknown as OrganizationReport;
}

/** The same for some members of a report. @throws InputError */
export function toReportHead<Key extends keyof OrganizationReport>(
  value: Readonly<Record<string, unknown>>,
  keys: readonly Key[],
): Pick<OrganizationReport, Key> {
  const properties = Object.fromEntries(keys.map((key) => [key, REPORT_SCHEMA.properties?.[key] ?? REPORT_SCHEMA]));
  return validated(value, { ...REPORT_SCHEMA, properties, required: keys }) as unknown as Pick<OrganizationReport, Key>;
}

function validated(value: Readonly<Record<string, unknown>>, schema: Schema): unknown {
  if (value.version !== REPORT_VERSION) {
    const version = quote(value.version);
    throw new InputError(
      Number(value.version) > REPORT_VERSION
        ? `is a report of version ${version}, which a newer version of this program wrote. Update it: this one reads version ${REPORT_VERSION}.`
        : `is a report of version ${version}. Expected version ${REPORT_VERSION}.`,
    );
  }
  const [fault] = findFaults(value, schema);
  if (fault) throw new InputError(`is a broken report: ${fault.message} Make it again.`);
  const { source } = value;
  if (isObject(source) && !(source.kind === 'files' ? source.paths : source.aggregator)) {
    throw new InputError('is a broken report: source lacks the files or the aggregator. Make it again.');
  }
  return knownMembers(value, schema);
}

/** A value that matches a schema, with the members that the schema has. */
function knownMembers(value: unknown, schema: Schema): unknown {
  const { items = schema, properties = {}, additionalProperties } = schema;
  if (Array.isArray(value)) return value.map((item) => knownMembers(item, items));
  if (!isObject(value)) return value;
  const known = Object.entries(value).flatMap(([name, member]) => {
    const inner = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    return typeof inner === 'object' ? [[name, knownMembers(member, inner)]] : [];
  });
  return Object.fromEntries(known);
}
