// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { judge, refusalOf } from './support.ts';

const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

it.each([
  ['many documents', `Resources: {}\n${'---\n'.repeat(360_000)}`],
  ['a wide list', `Resources: [${'a,'.repeat(700_000)}]`],
])('too large are %s', (_, text) => {
  expect(refusalOf(text)).toBe('is too large: it has more than 700000 tokens. Split it.');
});

it.each(['[', '{a: ', '- ', '? '])(
  'too little memory for the parser is enough to refuse a long nest of "%s"',
  (unit) => {
    const script = `
    import { parseTemplate } from ${JSON.stringify(new URL('../../../../cli/sources/cloudformation/parse.ts', `file://${import.meta.dirname}/`).href)};
    try {
      await parseTemplate('Resources:\\n  ' + ${JSON.stringify(unit)}.repeat(${Math.floor(1_500_000 / unit.length)}));
    } catch (error) {
      process.stdout.write(error.message);
    }`;
    const args = ['--max-old-space-size=64', '--input-type=module', '--no-warnings', '--eval', script];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(
      'is nested more than 200 levels deep, which is too deep.',
    );
  },
);

describe('neither time nor memory is exhausted by', () => {
  const template = (sections: string, mode: string) =>
    `${sections}\nResources: {B: {Type: AWS::AmazonMQ::Broker, Properties: {EngineType: RABBITMQ, DeploymentMode: ${mode}}}}\n`;

  it.each<[name: string, text: string]>([
    [
      'aliases of aliases',
      template(`Metadata:\n${many(100, (i) => `  - &a${i} [${i > 0 ? `*a${i - 1}, *a${i - 1}` : 'x'}]\n`)}`, '*a99'),
    ],
    [
      'functions of aliases',
      template(
        `Metadata:\n${many(90, (i) => `  - &a${i} !If [C, ${i > 0 ? `*a${i - 1}, *a${i - 1}` : 'x, z'}]\n`)}`,
        '*a89',
      ),
    ],
    [
      'conditions of aliases',
      template(
        `Metadata:\n${many(90, (i) => `  - &a${i} {"Fn::And": [${i > 0 ? `*a${i - 1}, *a${i - 1}` : '{Condition: C}, {Condition: C}'}]}\n`)}Conditions: {C: *a89}`,
        '!If [C, x, z]',
      ),
    ],
    [
      'texts that double',
      template(
        `Metadata:\n${many(90, (i) => `  - &a${i} !Join ['', [${i > 0 ? `*a${i - 1}, *a${i - 1}` : 'x, z'}]]\n`)}`,
        '*a89',
      ),
    ],
    ['braces that are not closed', template('', `!Sub "${'${'.repeat(500_000)}"`)],
    ['digits', template('', `${'1'.repeat(1_000_000)}x`)],
    ['branches', template('', `${many(40, (i) => `!If [C, m${i}, `)}x${']'.repeat(40)}`)],
    ['keys', template(`Metadata: {${many(50_000, (i) => `k${i}: 1, `)}}`, 'x')],
    ['aliases', template(`Metadata: [&a x, ${many(50_000, () => '*a, ')}]`, 'x')],
  ])('%s', (_, text) => {
    expect(judge(text).verdicts).toEqual(['unknown', 'unknown', 'fail']);
    expect(judge(text).details.every((detail) => detail.length < 1_000)).toBe(true);
  });
});
