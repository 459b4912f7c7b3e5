import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Command } from 'commander';
import fc from 'fast-check';
import type { Check } from '../../../checks/check.ts';
import { CHECKS } from '../../../checks/registry.ts';
import { defineEvaluate } from '../../../cli/commands/evaluate.ts';
import { findFaults } from '../../../cli/configuration/faults.ts';
import { SCHEMA } from '../../../cli/configuration/schema.ts';

function mapValues<A, B>(object: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}

const published = JSON.parse(readFileSync('schemas/rabbitmq-conformance.schema.json', 'utf8'));
const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(published);

const text = fc.constantFrom(
  '',
  ' ',
  'a/*.yaml',
  'high',
  'rabbitmq-general-logging',
  'json',
  'json=',
  'sarif=a=b',
  'x=y',
  'toString',
);
const scalar = fc.oneof(text, fc.constantFrom(null, true, 0, 1, 1.5, 3660, 3661, -1));
const anything = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('path', 'environment', 'parameters', 'a'), scalar, { maxKeys: 2 }),
);
/** Now and then anything else. */
const mostly = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 6, arbitrary }, { weight: 1, arbitrary: anything });
const oneOf = (...values: readonly unknown[]) => mostly(fc.constantFrom(...values));
const listOf = (...values: readonly unknown[]) => mostly(fc.array(oneOf(...values), { maxLength: 2 }));
const values = {
  parameters: mostly(fc.dictionary(text, oneOf('', 'x', true, 1.5), { maxKeys: 2 })),
  parameterFiles: listOf('p.json', { path: 'p.json' }, { path: 'samconfig.toml', environment: 'prod' }),
};
const checkParameters = fc.oneof(
  ...(CHECKS as readonly Check[]).flatMap(({ id, parameters }) => {
    if (!parameters) return [];
    const given = mapValues(parameters, ({ example }) => mostly(fc.constantFrom(example, example, 2, '2')));
    return [fc.record({ [id]: mostly(fc.record(given, { requiredKeys: [] })) })];
  }),
);
const files = fc.dictionary(text, mostly(fc.record(values, { requiredKeys: [] })), { maxKeys: 2 });
const content = mostly(
  fc.record(
    {
      ...values,
      exclude: listOf('a/*.yaml'),
      files: mostly(files),
      exemptions: oneOf('exemptions.yaml'),
      maxExemptionDays: oneOf(1, 3660),
      metadataExemptions: oneOf(true, false),
      checks: listOf('rabbitmq-general-logging', 'default'),
      checkParameters: mostly(checkParameters),
      failOn: oneOf('high', 'none'),
      formats: listOf('json', 'sarif=a=b'),
    },
    { requiredKeys: [] },
  ),
);

it('the published schema accepts exactly what the program accepts', () => {
  const seen = { valid: 0, invalid: 0 };
  fc.assert(
    fc.property(content, (value) => {
      const accepts = isValid(value);
      seen[accepts ? 'valid' : 'invalid'] += 1;
      expect({ value, accepts: findFaults(value, SCHEMA).length === 0 }).toEqual({ value, accepts });
    }),
    { numRuns: 2_000 },
  );
  // Otherwise this would compare nothing.
  expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(50);
});

it('takes the severities that the option takes', () => {
  const command = new Command();
  const written = { write: () => undefined };
  defineEvaluate(
    command,
    {
      stdin: Object.assign((async function* () {})()),
      stdout: written,
      stderr: written,
      useColour: false,
      version: '',
    },
    () => undefined,
  );
  const option = command.options.find(({ long }) => long === '--fail-on');
  expect(SCHEMA.properties?.failOn?.enum).toEqual(option?.argChoices);
});
