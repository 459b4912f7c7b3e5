import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEvidence } from '../../../../cli/organization-report/evidence/evidence.ts';
import type { RawAnswer } from '../../../../cli/organization-report/raw-answer.ts';
import { reportOfSize } from '../../../support/organization-report.ts';
import { answerOf, contentOf, filesIn, readManifest, useFolder } from './support.ts';

const folder = useFolder();
const evidenceFolder = () => join(folder(), 'evidence');
const report = reportOfSize({ brokers: 1 });

async function keep(...answers: readonly RawAnswer[]): Promise<void> {
  const evidence = openEvidence(evidenceFolder());
  for (const answer of answers) evidence.record(answer);
  await evidence.finish(report, []);
}

/** The answers of an operation of AWS Config. */
function lines(operation = 'describe-aggregate-compliance-by-config-rules'): readonly RawAnswer[] {
  const text = readFileSync(join(evidenceFolder(), `answers/config-service/${operation}.ndjson`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

it('keeps each answer whole, with its time, its account and its region', async () => {
  const answers = [answerOf({ accountId: '111122223333' }), answerOf({ region: 'us-east-1', output: { Page: 2 } })];
  await keep(...answers);
  expect(lines()).toEqual(answers);
});

it('says of each operation how many answers came, and when the first and the last', async () => {
  await keep(
    answerOf({ at: '2026-03-02T09:00:00.000Z' }),
    answerOf({ at: '2026-03-02T09:10:00.000Z' }),
    answerOf({ operation: 'SelectAggregateResourceConfig' }),
  );
  expect(readManifest(evidenceFolder()).readings).toEqual([
    {
      service: 'Config Service',
      operation: 'DescribeAggregateComplianceByConfigRules',
      path: 'answers/config-service/describe-aggregate-compliance-by-config-rules.ndjson',
      answers: 2,
      from: '2026-03-02T09:00:00.000Z',
      to: '2026-03-02T09:10:00.000Z',
    },
    expect.objectContaining({ operation: 'SelectAggregateResourceConfig', answers: 1 }),
  ]);
});

it('writes times as ISO 8601', async () => {
  await keep(answerOf({ output: { ResultRecordedTime: new Date('2026-03-01T00:00:00Z') } }));
  expect(lines()[0]?.output).toEqual({ ResultRecordedTime: '2026-03-01T00:00:00.000Z' });
});

it('says who read, from the own account and not from an assumed role', async () => {
  const whoami = { service: 'STS', operation: 'GetCallerIdentity' };
  const identity = (Account: string) => ({ Account, Arn: `arn:aws:sts::${Account}:assumed-role/audit/me` });
  await keep(
    answerOf({ ...whoami, accountId: '444455556666', output: identity('444455556666') }),
    answerOf({ ...whoami, output: identity('111122223333') }),
  );
  expect(readManifest(evidenceFolder()).caller).toEqual({
    accountId: '111122223333',
    arn: 'arn:aws:sts::111122223333:assumed-role/audit/me',
  });
});

it('does not say who read if that is not known', async () => {
  await keep(answerOf());
  expect(readManifest(evidenceFolder())).not.toHaveProperty('caller');
});

it('keeps no credentials, no session token and no password, whatever AWS answers', async () => {
  const configuration = JSON.stringify({ EngineType: 'RABBITMQ', Users: [{ Password: 'MindTheGap' }] });
  await keep(
    answerOf({ service: 'STS', operation: 'AssumeRole', output: { Credentials: { SessionToken: 'MindTheGap' } } }),
    answerOf({ output: { Items: [{ configuration }, { ServiceAccountPassword: 'MindTheGap', General: true }] } }),
    answerOf({ output: { supplementary: { clientSecret: ['MindTheGap'] }, note: 'password: MindTheGap' } }),
  );
  expect(filesIn(join(evidenceFolder(), 'answers'))).toEqual([
    'config-service/describe-aggregate-compliance-by-config-rules.ndjson',
  ]);
  expect(contentOf(evidenceFolder())).not.toContain('MindTheGap');
  expect(lines()[0]?.output).toEqual({
    Items: [
      { configuration: JSON.stringify({ EngineType: 'RABBITMQ', Users: [{ Password: '(left out)' }] }) },
      { ServiceAccountPassword: '(left out)', General: true },
    ],
  });
});

it.each([
  ['a tag', { key: 'db-password', value: 'MindTheGap', tag: 'db-password=MindTheGap' }],
  ['a tag of an API in capitals', { Key: 'ApiToken', Value: 'MindTheGap' }],
  ['a parameter', { ParameterKey: 'DbPassword', ParameterValue: 'MindTheGap' }],
  ['a map of tags', { tags: { GITHUB_TOKEN: 'MindTheGap' } }],
  ['a URI', { tags: { broker: 'amqps://admin:MindTheGap@broker.example:5671/' } }],
  ['a URI in a text of JSON', { text: JSON.stringify({ url: 'https://u:MindTheGap@example.com' }) }],
])('keeps no value of %s that is a secret', async (_, output) => {
  await keep(answerOf({ output: { ...output, NextToken: 'next' } }));
  expect(contentOf(evidenceFolder())).not.toContain('MindTheGap');
  expect(lines()[0]?.output).toHaveProperty('NextToken', 'next');
});

it('keeps what an answer says, and lets nothing through that a terminal would obey', async () => {
  const name = 'a\u{9b}2J\u{202e}b ##[error]';
  await keep(answerOf({ output: { name } }));
  expect(lines()[0]?.output).toEqual({ name });
  expect(contentOf(evidenceFolder()).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]|##\[/u);
});

it('stays in its folder, whatever a service or an operation is called', async () => {
  await keep(answerOf({ service: '../../etc', operation: '../passwd' }));
  expect(filesIn(join(evidenceFolder(), 'answers'))).toEqual(['-etc/-passwd.ndjson']);
});

it('does not disturb the reading where it cannot write, and says so at the end', async () => {
  const evidence = openEvidence(evidenceFolder());
  const [unfinished = ''] = readdirSync(folder());
  // Not even root writes below a file.
  writeFileSync(join(folder(), unfinished, 'answers'), '');
  expect(() => evidence.record(answerOf())).not.toThrow();
  await expect(evidence.finish(report, [])).rejects.toThrow(/ENOTDIR|EEXIST/);
  expect(readdirSync(folder())).toEqual([]);
});

it('looks for secrets in long texts without delay', async () => {
  await keep(answerOf({ output: { tags: ['secret'.repeat(50_000), '-'.repeat(300_000)] } }));
  expect(lines()[0]?.output).toEqual({ tags: ['secret'.repeat(50_000), '-'.repeat(300_000)] });
}, 2000);

it('keeps no answer in memory', async () => {
  const evidence = openEvidence(evidenceFolder());
  const output = { Items: Array.from({ length: 400 }, (_, id) => ({ id, text: 'x'.repeat(200) })) };
  evidence.record(answerOf({ output }));
  const before = process.memoryUsage().heapUsed;
  for (let page = 0; page < 1000; page += 1) evidence.record(answerOf({ output }));
  // 90 MB were written.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(45_000_000);
  evidence.discard();
});
