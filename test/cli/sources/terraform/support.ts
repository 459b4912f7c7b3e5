import { CHANGE_CHECKS } from '../../../../checks/change-checks.ts';
import type { CheckId } from '../../../../checks/registry.ts';
import { CHECKS } from '../../../../checks/registry.ts';
import type { ExplainedResult } from '../../../../cli/report/results.ts';
import { evaluate } from '../../../../cli/report/results.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { createReducer } from '../../../../cli/sources/input/reduce.ts';
import type { Findings } from '../../../../cli/sources/reading.ts';
import { isTerraform, readTerraform } from '../../../../cli/sources/terraform/terraform.ts';
import { WHAT_IS_READ } from '../../../../cli/sources/terraform/what-is-read.ts';
import { configured, THREE_CHECKS } from '../../../support/checks.ts';
import { noticesIn } from '../../support.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A resource as planned values and states have it. */
export interface Resource extends Json {
  readonly address: string;
}

/** The attributes of a RabbitMQ broker that passes everything, as the provider has them. */
export function rabbit(attributes: Json = {}): Json {
  return {
    apply_immediately: false,
    auto_minor_version_upgrade: true,
    broker_name: 'orders',
    deployment_mode: 'CLUSTER_MULTI_AZ',
    engine_type: 'RabbitMQ',
    engine_version: '3.13',
    host_instance_type: 'mq.m5.large',
    logs: [{ audit: null, general: true }],
    publicly_accessible: false,
    security_groups: null,
    user: [{ console_access: false, groups: [], password: 'hidden-from-you', username: 'admin' }],
    ...attributes,
  };
}

/** A RabbitMQ broker that fails everything. */
export function badRabbit(attributes: Json = {}): Json {
  return rabbit({ deployment_mode: 'SINGLE_INSTANCE', publicly_accessible: true, logs: [], ...attributes });
}

export function active(attributes: Json = {}): Json {
  return badRabbit({ engine_type: 'ActiveMQ', engine_version: '5.18', ...attributes });
}

/** Without some attributes, as a plan leaves out what is known only after apply. */
export function without(values: Json, ...names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

/** A managed broker. */
export function broker(values: Json, address = 'aws_mq_broker.orders', more: Json = {}): Resource {
  return {
    address,
    mode: 'managed',
    type: 'aws_mq_broker',
    name: 'orders',
    provider_name: 'registry.terraform.io/hashicorp/aws',
    schema_version: 0,
    values,
    sensitive_values: { logs: [{}], user: [{ groups: [], password: true }] },
    ...more,
  };
}

/** A resource of another type. */
export function bucket(address = 'aws_s3_bucket.logs'): Resource {
  return { address, mode: 'managed', type: 'aws_s3_bucket', name: 'logs', values: { bucket: 'logs' } };
}

export function module(address: string, resources: readonly Json[], child_modules: readonly Json[] = []): Json {
  return { address, resources, child_modules };
}

/** An entry of `resource_changes`. */
export function change(resource: Resource, actions: readonly string[], after_unknown: unknown = {}, more: Json = {}) {
  const { address, mode, type, name, values } = resource;
  return { address, mode, type, name, change: { actions, before: null, after: values, after_unknown }, ...more };
}

/** A plan with an entry of `resource_changes` for each resource of the root module, unless there are others. */
export function plan(resources: readonly Resource[], more: Json = {}): Json {
  return {
    format_version: '1.2',
    terraform_version: '1.13.4',
    planned_values: { root_module: { resources } },
    resource_changes: resources.map((resource) => change(resource, ['create'], { arn: true, id: true })),
    applyable: true,
    complete: true,
    errored: false,
    ...more,
  };
}

/** A plan of one broker of which some attributes are known only after apply. */
export function planOf(values: Json, after_unknown: unknown = {}): Json {
  const resource = broker(values);
  return plan([resource], { resource_changes: [change(resource, ['create'], after_unknown)] });
}

/** The output of `terraform show -json` for a state. */
export function state(resources: readonly Json[], child_modules: readonly Json[] = []): Json {
  return {
    format_version: '1.0',
    terraform_version: '1.13.4',
    values: { outputs: {}, root_module: { resources, child_modules } },
  };
}

/** What `terraform.tfstate` has. */
export function stateFile(resources: readonly Json[]): Json {
  return { version: 4, terraform_version: '1.13.4', serial: 7, lineage: '3f1c', outputs: {}, resources };
}

/** Reads what came through JSON, as files do. Of large files, not everything is read: that must make no difference. */
export function read(value: Json): Findings & { readonly results: readonly ExplainedResult[] } {
  const text = JSON.stringify(value);
  const parsed: Json = JSON.parse(text);
  if (!isTerraform(parsed)) throw new Error('This is not recognised as something of Terraform.');
  expect(outcomeOf(JSON.parse(reduced(text)))).toEqual(outcomeOf(parsed));
  const findings = readTerraform(parsed);
  const results = findings.readings.flatMap((reading) => evaluate('-', reading, THREE_CHECKS));
  return { ...findings, notices: noticesIn(findings), results };
}

/** What is kept of the text of a large file that comes in chunks. @throws InputError if it is broken */
export function reduced(text: string, size = 100): string {
  let found: string | undefined;
  const reducer = createReducer(WHAT_IS_READ, (kept) => {
    found = kept.toString();
  });
  const bytes = Buffer.from(text);
  const memory = Buffer.alloc(size);
  for (let from = 0; from < bytes.length; from += size) {
    reducer.write(memory.subarray(0, bytes.copy(memory, 0, from)));
  }
  reducer.end();
  return found ?? '';
}

/** All that is read, or why it cannot be. */
export function outcomeOf(value: Json): unknown {
  if (!isTerraform(value)) return 'nothing of Terraform';
  try {
    const { readings, ...others } = readTerraform(value);
    return { readings: readings.map((reading) => ({ ...reading, describe: reading.describe?.() })), ...others };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

/** What the checks of changes find, each with its address and check. */
export function changeFindings(value: Json): readonly (readonly string[])[] {
  return read(value).readings.flatMap((reading) =>
    evaluate('-', reading, CHANGE_CHECKS).map(({ address, check, verdict, detail }) => [
      String(address),
      check,
      verdict,
      detail,
    ]),
  );
}

/** The verdicts of cluster, access and logging, a line for each broker that will be there. */
export function verdicts(value: Json): readonly string[] {
  return evaluated(value).map((reading) =>
    evaluate('-', reading, THREE_CHECKS)
      .map(({ verdict }) => verdict)
      .join(' '),
  );
}

/** All addresses with their verdicts. */
export function verdictsByAddress(value: Json): Readonly<Record<string, string>> {
  const all = verdicts(value);
  return Object.fromEntries(evaluated(value).map(({ address }, index) => [String(address), String(all[index])]));
}

function evaluated(value: Json) {
  return read(value).readings.filter(({ isChangeOnly }) => !isChangeOnly);
}

/** What one check finds for the only broker that will be there: its verdict and detail. */
export function finding(value: Json, id: CheckId, given: Readonly<Record<string, string>> = {}): string {
  const check = CHECKS.find((each) => each.id === id);
  const [reading] = evaluated(value);
  if (!check || !reading) throw new Error('There is nothing to evaluate.');
  const [result] = evaluate('-', reading, [configured(check, given)]);
  return `${result?.verdict}: ${result?.detail}`;
}

/** The managed resource at an address. */
export function resource(address: string, values: Json, more: Json = {}): Resource {
  const [type = '', name = ''] = address.replaceAll(/module\.\w+(\[.*?\])?\.|\[.*?\]/g, '').split('.');
  return { address, mode: 'managed', type, name, values, ...more };
}
