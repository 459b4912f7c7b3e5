import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { AwsState } from '../../../simulator/aws/aws-state.ts';
import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import { addRole } from '../../../simulator/aws/roles.ts';
import { putFunction } from '../../../simulator/lambda/functions.ts';
import { ACCOUNTS, PAYMENTS } from '../support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const ROLE = `arn:aws:iam::${PAYMENTS}:role/function`;

let folder: string;
let state: AwsState;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'functions-test-'));
  state = createAwsState(ACCOUNTS, { codeFolder: join(folder, 'functions') });
  addFunctionRole();
});

function addFunctionRole(): void {
  const Statement = [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } } as const,
  ];
  addRole(state, { arn: ROLE, accountId: PAYMENTS, trust: { Version: '2012-10-17', Statement }, policies: [] });
}

afterEach(() => rmSync(folder, { recursive: true }));

/** Makes a function of an archive with a handler and one more file. */
function put(name: string, file: string, { text = 'text', mtime = '2026-01-01' } = {}): string {
  const archive = zipSync({ 'index.js': strToU8('exports.handler = () => {};'), [file]: strToU8(text) }, { mtime });
  state.buckets.set('code', { ...HERE, name: 'code', objects: new Map([['code.zip', archive]]) });
  return putFunction({ ...HERE, state }, name, {
    ...{ Role: ROLE, Runtime: 'nodejs24.x', Handler: 'index.handler', MemorySize: 128, Timeout: 3 },
    Code: { S3Bucket: 'code', S3Key: 'code.zip' },
  });
}

test.each(['lib/a.js', '/lib/a.js', 'other/../lib/a.js'])('the file %s of an archive is beside the handler', (file) => {
  const { codePath = '' } = state.functions.get(put('evaluator', file)) ?? {};
  expect(readFileSync(join(codePath, '../lib/a.js'), 'utf8')).toBe('text');
});

test.each(['../a.js', '../../../a.js', 'lib/../../a.js', '..'])('an archive with the file %s is refused', (file) => {
  expect(() => put('evaluator', file)).toThrow(`The archive has the file "${file}", outside its folder.`);
  expect(existsSync(join(folder, 'a.js'))).toBe(false);
  expect(state.functions.size).toBe(0);
});

test.each(['', '..', 'a/b', '../a', '/a', 'a.b', 'a'.repeat(65)])('the name "%s" of a function is refused', (name) => {
  expect(() => put(name, 'a.js')).toThrow(`Function name "${name}" must be`);
  expect(existsSync(join(folder, 'functions'))).toBe(false);
});

const codePathOf = (arn: string) => state.functions.get(arn)?.codePath ?? '';

test('the same code is kept once, whenever it was archived, and whichever simulation has it', () => {
  const first = codePathOf(put('evaluator', 'a.js'));
  expect(codePathOf(put('other', 'a.js', { mtime: '2026-02-02' }))).toBe(first);
  const { codeFolder } = state;
  state = createAwsState(ACCOUNTS, { codeFolder });
  addFunctionRole();
  expect(codePathOf(put('evaluator', 'a.js'))).toBe(first);
  expect(readdirSync(codeFolder)).toEqual([basename(dirname(first))]);
});

test.each([
  ['a file', 'a.js', 'other text'],
  ['the name of a file', 'b.js', 'text'],
])('a function with %s changed has other code', (_, file, text) => {
  const before = codePathOf(put('evaluator', 'a.js'));
  const after = codePathOf(put('evaluator', file, { text }));
  expect(after).not.toBe(before);
  expect(readFileSync(join(after, '..', file), 'utf8')).toBe(text);
});

test('of what is refused nothing is kept', () => {
  expect(() => put('evaluator', '../a.js')).toThrow();
  expect(readdirSync(join(folder, 'functions'))).toEqual([]);
});
