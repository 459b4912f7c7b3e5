import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { InputError } from '../../../cli/sources/input/input-error.ts';
import { createPartsReader } from '../../../cli/sources/input/json-parts.ts';
import { createRecogniser } from '../../../cli/sources/recognise.ts';
import {
  apiItem,
  badBroker,
  broker,
  cliAnswer,
  cloudControl,
  deliveredFile,
  described,
  eventItem,
  FORMS,
} from '../forms.ts';
import { evaluate } from '../support.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

// Its facts are what functions make of them, and not written as below.
const FUNCTIONS = 'template-parameters.yaml';

// A broker of each verdict, where a few changed bytes may let the one pass for the other.
const BROKERS = [broker(), badBroker({ name: 'billing' }), broker({ name: 'search', publiclyAccessible: true })];

const VALID: readonly Buffer[] = [
  ...FORMS.map(([, write]) => Buffer.from(write(badBroker()))),
  ...[JSON.stringify, (value: unknown) => JSON.stringify(value, undefined, 1)].flatMap((print) => [
    Buffer.from(print(deliveredFile(BROKERS.map((facts) => eventItem(facts))))),
    Buffer.from(print(BROKERS.map((facts) => apiItem(facts)))),
    Buffer.from(BROKERS.map((facts) => print(cloudControl(facts))).join('\n')),
    Buffer.from(BROKERS.map((facts) => print(cliAnswer(facts))).join('\n')),
  ]),
  ...readdirSync(EXAMPLES)
    .filter((name) => name !== 'README.md' && name !== FUNCTIONS)
    .map((name) => readFileSync(join(EXAMPLES, name))),
];

type Mutation = (bytes: Buffer) => Buffer;

const place = fc.integer({ min: 0, max: 9_999 }).map((number) => number / 10_000);
const length = fc.integer({ min: 1, max: 60 });
const at = (bytes: Buffer, where: number) => Math.floor(where * bytes.length);
const inserted = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      ':',
      '\n',
      ' ',
      '\0',
      '&a ',
      '*a',
      '!Ref ',
      '<<: ',
      '- ',
      '---\n',
      '\ufeff',
      'null',
      'true',
      'false',
      '1e999',
      '\\u0041',
      '__proto__',
    )
    .map((text) => Buffer.from(text)),
);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
    ([where, mask]): Mutation =>
      (bytes) => {
        const changed = Buffer.from(bytes);
        const index = at(bytes, where);
        if (index < changed.length) changed[index] = (changed[index] ?? 0) ^ mask;
        return changed;
      },
  ),
  place.map(
    (where): Mutation =>
      (bytes) =>
        bytes.subarray(0, at(bytes, where)),
  ),
  fc.tuple(place, length).map(
    ([where, size]): Mutation =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, at(bytes, where)), bytes.subarray(at(bytes, where) + size)]),
  ),
  fc.tuple(place, inserted).map(
    ([where, more]): Mutation =>
      (bytes) =>
        Buffer.concat([bytes.subarray(0, at(bytes, where)), more, bytes.subarray(at(bytes, where))]),
  ),
  fc.tuple(place, place, length).map(
    ([where, from, size]): Mutation =>
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, at(bytes, where)),
          bytes.subarray(at(bytes, from), at(bytes, from) + size),
          bytes.subarray(at(bytes, where)),
        ]),
  ),
);

const mutated = fc
  .tuple(fc.constantFrom(...VALID), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([bytes, mutations]) => mutations.reduce((current, mutate) => mutate(current), bytes));

// How the fact that proves a check is written in all the forms, in JSON inside of JSON too.
const BETWEEN = '[\\s"\'\\\\\\[{]*:[\\s"\'\\\\]*';
const PROOFS: Readonly<Record<string, RegExp>> = {
  'rabbitmq-cluster-deployment': new RegExp(`deployment_?mode${BETWEEN}CLUSTER_MULTI_AZ`, 'gi'),
  'rabbitmq-no-public-access': new RegExp(`publicly_?accessible${BETWEEN}false`, 'gi'),
  'rabbitmq-general-logging': new RegExp(`general${BETWEEN}true`, 'gi'),
};

function textOf(bytes: Buffer): string {
  const mark = bytes.readUInt16BE(0);
  if (mark !== 0xfffe && mark !== 0xfeff) return bytes.toString();
  return new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be').decode(bytes);
}

it('no input is too broken to evaluate, and none passes without the text that proves it', async () => {
  let passes = 0;
  let problems = 0;
  await fc.assert(
    fc.asyncProperty(mutated, fc.boolean(), async (bytes, isZipped) => {
      fc.pre(bytes.length >= 2);
      const { status, output } = await evaluate(isZipped ? gzipSync(bytes) : bytes);
      expect([0, 1, 2, 3]).toContain(status);
      if (status === 2) problems += 1;
      // What is wrong in the bytes of a gzip file may be anything in its text.
      if (bytes[0] === 0x1f) return;
      const text = textOf(bytes);
      for (const [check, proof] of Object.entries(PROOFS)) {
        // What a plan or state leaves out has the default of the provider.
        if (check === 'rabbitmq-no-public-access' && text.includes('terraform')) continue;
        const passed = output.results.filter((result) => result.check === check && result.verdict === 'pass');
        passes += passed.length;
        expect(passed.length).toBeLessThanOrEqual([...text.matchAll(proof)].length);
      }
    }),
    { numRuns: 2000 },
  );
  // The inputs are broken, but not so broken that nothing was put to the test.
  expect(passes).toBeGreaterThan(500);
  expect(problems).toBeGreaterThan(500);
});

it('part by part, in whatever chunks, is found what is found in the whole, or a problem', async () => {
  let compared = 0;
  const small = fc.integer({ min: 1, max: 3000 });
  await fc.assert(
    fc.property(mutated, small, (bytes, size) => {
      const inParts = createRecogniser();
      const reader = createPartsReader({ recogniser: inParts, read: inParts.add }, () => '');
      let isBroken = false;
      try {
        for (let from = 0; from < bytes.length; from += size) reader.write(bytes.subarray(from, from + size));
        reader.end();
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        isBroken = true;
      }
      const value = parse(bytes.toString());
      if (value === undefined || isBroken || inParts.isSpoilt()) return;
      const whole = createRecogniser();
      whole.add(value);
      // Items of other resources are counted, even those that lack something.
      expect(described(inParts.findings().readings)).toEqual(described(whole.findings().readings));
      compared += 1;
    }),
    { numRuns: 2000 },
  );
  expect(compared).toBeGreaterThan(100);
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
