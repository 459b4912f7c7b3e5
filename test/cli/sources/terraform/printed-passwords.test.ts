// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.

import { FORMATS } from '../../../../cli/report/formats/index.ts';
import type { Report } from '../../../../cli/report/results.ts';
import { evaluate } from '../../../../cli/report/results.ts';
import type { Findings } from '../../../../cli/sources/reading.ts';
import { readTerraform } from '../../../../cli/sources/terraform/terraform.ts';
import { CONFIGURED_CHECKS } from '../../../support/checks.ts';
import { folderOf } from '../folders-support.ts';
import { rabbit as inHcl, readPaths } from './source/support.ts';
import { broker, change, plan, rabbit, state, stateFile } from './support.ts';

const PASSWORD = 'correct-horse-battery';
const values = rabbit({ user: [{ username: 'admin', password: PASSWORD }] });

function planned(password: unknown, more = {}) {
  const orders = { type: 'aws_mq_broker', name: 'orders', expressions: { user: [{ password }] } };
  return plan([broker(values)], {
    resource_changes: [change(broker(values), ['create'])],
    variables: { password: { value: PASSWORD } },
    configuration: { root_module: { resources: [orders], ...more } },
  });
}

async function inConfiguration(password: string, more = ''): Promise<Findings> {
  const folder = folderOf({ 'main.tf': more + inHcl({}, { more: `  user {\n    password = ${password}\n  }\n` }) });
  return await readPaths([folder], folder);
}

it.each<[string, () => Findings | Promise<Findings>]>([
  ['a plan with a constant', () => readTerraform(planned({ constant_value: PASSWORD }))],
  [
    'a plan with a default',
    () => readTerraform(planned({ references: ['var.x'] }, { variables: { x: { default: PASSWORD } } })),
  ],
  ['a plan with a password that cannot be read', () => readTerraform(planned([PASSWORD]))],
  ['a plan with a reference that cannot be read', () => readTerraform(planned({ references: [PASSWORD] }))],
  ['a state', () => readTerraform(state([broker(values)]))],
  [
    'a state file',
    () => readTerraform(stateFile([{ type: 'aws_mq_broker', name: 'x', instances: [{ attributes: values }] }])),
  ],
  ['configuration with a constant', () => inConfiguration(`"${PASSWORD}"`)],
  ['configuration with a constant in an expression', () => inConfiguration(`coalesce(var.x, "${PASSWORD}")`)],
  ['configuration with a constant in a function that is not known', () => inConfiguration(`bcrypt("${PASSWORD}")`)],
  ['configuration with an index', () => inConfiguration(`["${PASSWORD}"][var.x]`)],
  ['configuration with a local', () => inConfiguration('local.x', `locals {\n  x = "${PASSWORD}"\n}\n`)],
  ['configuration with a default', () => inConfiguration('var.x', `variable "x" {\n  default = "${PASSWORD}"\n}\n`)],
])('the password is in no format of what is found in %s', async (_, found) => {
  const { readings, problems, notices } = await found();
  expect(readings).toHaveLength(1);
  const results = readings.flatMap((reading) => evaluate('-', reading, CONFIGURED_CHECKS));
  expect(results.find(({ check }) => check === 'rabbitmq-literal-password')?.verdict).not.toBe('pass');
  const told = readings.map(({ describe, ...reading }) => ({ ...reading, ...describe?.() }));
  expect(JSON.stringify({ told, problems, notices, results })).not.toContain(PASSWORD);
  const advice = readings.flatMap((reading) => (reading.advice ?? []).map((message) => ({ source: '-', message })));
  const report: Report = { results, advice, problems: [] };
  const options = {
    version: '0.0.0',
    checks: CONFIGURED_CHECKS,
    now: new Date(0),
    useColour: false,
    verbosity: 'verbose',
  } as const;
  for (const load of Object.values(FORMATS)) {
    const render: (report: Report, given: typeof options) => Iterable<string> = await load();
    const text = [...render(report, options)].join('');
    expect(text).not.toContain(PASSWORD);
    expect(text.length).toBeGreaterThan(20);
  }
});

it.each([
  ['tags', `merge({ Password = "${PASSWORD}" }, data.x.y.z)`, 'merge({ Password = "…" }, data.x.y.z)'],
  ['engine_version', `"x${'${try({ password = "'}${PASSWORD}${'" }.y, data.a.b.c)}'}"`, 'data.a.b.c'],
  ['engine_version', `"${PASSWORD}${'${data.a.b.c}'}"`, 'data.a.b.c'],
  ['engine_version', `bcrypt("${PASSWORD}")`, 'bcrypt("…")'],
  ['engine_version', `upper(/* ${PASSWORD} " */ data.a["b"].c)`, 'upper( data.a["b"].c)'],
  ['engine_version', `upper(# "${PASSWORD}"\n "${PASSWORD}ß")`, 'upper( "…")'],
  ['engine_version', `join("", [<<EOT\n${PASSWORD} ${'${data.a.b.c}'}\nEOT\n])`, 'data.a.b.c'],
])('no text in an expression is printed: %s = %s', async (name, expression, printed) => {
  const folder = folderOf({ 'main.tf': inHcl({ [name]: expression }) });
  const { readings } = await readPaths([folder], folder);
  const reasons = JSON.stringify(readings.flatMap(({ broker }) => Object.values(broker.whyUnknown ?? {})));
  expect(reasons).not.toContain(PASSWORD);
  expect(JSON.parse(reasons).join(' ')).toContain(printed);
});
