import type { CheckId } from '../../../../checks/registry.ts';
import { evaluate } from '../../../../cli/report/results.ts';
import { CONFIGURED_CHECKS } from '../../../support/checks.ts';
import type { Json } from './support.ts';
import { BEST, readTemplate, stackOf, toJson, toYaml } from './support.ts';

/** Sections of a template, and resources besides those of `stackOf`. */
export interface Around extends Json {
  readonly Resources?: Json;
}

/** What a check says of a broker of which these properties are not those of `BEST`. */
export type Row = [sentence: string, properties: Json, verdict: string, detail: RegExp, around?: Around];

export const NO_VALUE = ref('AWS::NoValue');

export function ref(Ref: string): Json {
  return { Ref };
}

/** One of two values, of which it is not known which. */
export function either(yes: unknown, no: unknown): Json {
  return { 'Fn::If': ['Unknown', yes, no] };
}

/** What a check says of a broker with the properties of `BEST` but for these, which is the same in JSON and in YAML. */
export function judgeBest(id: CheckId, properties: Json, { Resources, ...sections }: Around = {}) {
  const checks = CONFIGURED_CHECKS.filter((check) => check.id === id);
  const template = stackOf({ ...BEST, ...properties }, Resources, sections);
  const [json, yaml] = [toJson, toYaml].map((write) => {
    const { readings } = readTemplate(write(template), { parameters: {} });
    const results = readings.flatMap((reading) => evaluate('-', reading, checks));
    return results.map(({ verdict, detail }) => ({ verdict, detail }));
  });
  expect(yaml).toEqual(json);
  return json?.[0];
}

/** A test for each row. */
export function table(id: CheckId, rows: readonly Row[]): void {
  it.each<Row>(rows)('%s', (...row) => {
    // Jest takes a parameter that a row does not have for a callback, and waits for it.
    const [, properties, verdict, detail, around] = row;
    expect(judgeBest(id, properties, around)).toEqual({ verdict, detail: expect.stringMatching(detail) });
  });
}
