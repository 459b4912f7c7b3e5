import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { innerTemplates, longest, SHAPE_NAMES, SHAPES, synthesize } from '../support/cdk.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';

const program = findWitness('checkov', '.venv/checkov');

/** What checkov finds in the templates of our shapes and should, each with the reason why we leave it. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'CKV_AWS_115 AWS::Lambda::Function':
    'The setting reservedConcurrency is off by default: a new account has too little concurrency to reserve any.',
  'CKV_AWS_116 AWS::Lambda::Function':
    'A dead-letter queue lacks the error. Events that failed go to the destination for failures.',
  'CKV_AWS_117 AWS::Lambda::Function': 'The function calls AWS APIs only. A VPC would need endpoints for each of them.',
  'CKV_AWS_158 AWS::Logs::LogGroup':
    'CloudWatch Logs encrypts the log, which has no secrets. The setting logKmsKey has a key of your own.',
  'CKV_AWS_173 AWS::Lambda::Function': 'Lambda encrypts the variables, which have no secrets.',
  'CKV_AWS_27 AWS::SQS::Queue': 'Amazon SQS encrypts the queue with its own key, which checkov does not know.',
  'CKV_AWS_364 AWS::Lambda::Permission':
    'In a partition without resource policies of Lambda, AWS Config must be able to invoke the function for any account.',
};

interface Finding {
  readonly check_id: string;
  readonly resource: string;
}

describeWith(program)('checkov', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** @param templates names of files, by the text of the template */
  async function scan(templates: ReadonlyMap<string, string>): Promise<readonly string[]> {
    for (const [text, name] of templates) writeFileSync(join(folder, name), text);
    const args = ['--directory', folder, '--framework', 'cloudformation', '--output', 'json', '--compact', '--quiet'];
    // It would otherwise ask its maker's servers for more rules.
    const { output, errors } = await runWitness(program ?? '', [...args, '--skip-download'], {
      environment: { PATH: process.env.PATH ?? '', HOME: folder },
    });
    expect(errors).toBe('');
    const { summary, results } = JSON.parse(output);
    expect(summary).toMatchObject({ parsing_errors: 0 });
    expect(summary.passed).toBeGreaterThan(templates.size);
    const found = (results.failed_checks as readonly Finding[]).map(
      ({ check_id, resource }) => `${check_id} ${resource.split('.')[0]}`,
    );
    return [...new Set(found)].sort();
  }

  test('finds only what has a reason in the templates of all shapes', async () => {
    // Many are the same.
    const templates = new Map<string, string>();
    for (const shape of SHAPE_NAMES) {
      const inGovCloud = { ...SHAPES[shape], regions: 'us-gov-west-1', homeRegion: 'us-gov-west-1' };
      for (const [size, context] of Object.entries({ least: SHAPES[shape], longest: longest(shape), inGovCloud })) {
        for (const { name, json } of synthesize(context)) {
          templates.set(JSON.stringify(json), `${shape}-${size}-${name}.json`);
          for (const [index, body] of innerTemplates(json).entries()) {
            templates.set(body, `${shape}-${size}-${name}-inner-${index}.json`);
          }
        }
      }
    }
    // Each reason is still needed, too.
    expect(await scan(templates)).toEqual(Object.keys(ACCEPTED));
  });
});
