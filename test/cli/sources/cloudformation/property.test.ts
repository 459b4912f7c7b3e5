import fc from 'fast-check';
import type { CheckId } from '../../../../checks/registry.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { isProven } from '../../../support/cases.ts';
import type { Json } from './support.ts';
import { GOOD, readTemplate, resultsOf, templateOf, toJson, toYaml } from './support.ts';

const json = fc.jsonValue({ maxDepth: 2 });
const name = fc.constantFrom('Open', 'Set', 'AWS::Region', 'AWS::NoValue', 'Nope');

/** A function of which this test knows nothing but that it is no proof, or something that is neither. */
const odd = fc.oneof(
  json,
  fc.record({ Ref: name }),
  fc.record({ 'Fn::Sub': fc.oneof(json, fc.constantFrom('$' + '{Open}', '$' + '{AWS::Region}', '$' + '{')) }),
  fc.record({ 'Fn::GetAtt': json }),
  fc.record({ 'Fn::If': fc.tuple(name, fc.constant('neither'), json) }),
  fc.record({ 'Fn::FindInMap': fc.array(json) }),
  fc.record({ 'Fn::Select': fc.array(json) }),
  fc.record({ 'Fn::Join': fc.array(json) }),
  fc.constantFrom('{{resolve:ssm:x}}', 'on', 'off', 'yes', 'n', '0', 0, 1, null),
);

function mostly(...values: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, { weight: 2, arbitrary: odd });
}

const logs = fc.oneof(
  { weight: 3, arbitrary: fc.record({ General: mostly(true, 'true', false) }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: odd },
);
const properties = fc.record(
  {
    EngineType: mostly('RABBITMQ', 'RabbitMQ'),
    DeploymentMode: mostly('CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE'),
    PubliclyAccessible: mostly(false, 'False', true),
    Logs: logs,
  },
  { requiredKeys: [] },
);
const sections = {
  Parameters: { Open: { Type: 'String' }, Set: { Type: 'String', Default: 'x' } },
  Conditions: { Open: { 'Fn::Equals': [{ Ref: 'Open' }, 'x'] } },
};

it('no template is too odd to read, and none passes without the fact that proves it', () => {
  let passes = 0;
  fc.assert(
    fc.property(properties, fc.constantFrom(toJson, toYaml), (broker, write) => {
      for (const { check, verdict } of judged(write(templateOf(broker, sections)))) {
        if (verdict !== 'pass') continue;
        passes += 1;
        expect(isProven(check as CheckId, broker as Json)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
  expect(passes).toBeGreaterThan(500);
});

it('each fact that is taken away takes its pass with it, in any branch that is not excluded', () => {
  const both = (yes: unknown, no: unknown) => ({ 'Fn::If': ['Open', yes, no] });
  fc.assert(
    fc.property(properties, properties, (one, other) => {
      const results = judged(toYaml(templateOf(both(one, other), sections)));
      for (const { check, verdict } of results) {
        if (verdict !== 'pass') continue;
        expect(isProven(check as CheckId, one as Json) && isProven(check as CheckId, other as Json)).toBe(true);
      }
    }),
    { numRuns: 500, examples: [[{ PubliclyAccessible: { '<<': false } }, {}]] },
  );
});

it('a text that is changed anywhere is read, or refused in one line', () => {
  const good = [toJson(templateOf(GOOD, sections)), toYaml(templateOf(GOOD, sections))];
  const piece = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom('\n', '  ', '{', '}', '[', ']', '&a ', '*a', '!If ', ': ', '- ', '"', '#'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...good), fc.nat(), fc.nat(20), piece, (text, at, length, inserted) => {
      const start = at % text.length;
      try {
        readTemplate(text.slice(0, start) + inserted + text.slice(start + length), { parameters: {} });
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect((error as InputError).message).not.toMatch(/[\n\r]/);
      }
    }),
    { numRuns: 2000 },
  );
});

function judged(text: string) {
  return resultsOf(readTemplate(text, { parameters: {} }));
}
