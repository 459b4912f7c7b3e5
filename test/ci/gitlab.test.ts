import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runProgram, useCheckout } from './checkout.ts';
import type { Templates } from './docs.ts';
import { BAD, BROKEN, blockWith, createRepository, GOOD, UNKNOWN } from './docs.ts';

const checkout = useCheckout();

const pipeline = parse(blockWith('yaml', 'image: node:24').code);
const job = pipeline['rabbitmq-conformance'];

/** Runs the lines of the job as GitLab does: in one shell, which stops at the first that fails. */
async function runJob(templates: Templates) {
  const { folder, env } = createRepository(checkout(), templates);
  const script = ['set -eo pipefail', ...job.script].join('\n');
  const ended = await runProgram('bash', ['-c', script], { cwd: folder, env });
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined;
  const { junit, codequality } = job.artifacts.reports;
  return { ...ended, junit: read(junit), codeQuality: JSON.parse(read(codequality) ?? 'null') };
}

describe('the job for GitLab', () => {
  it('is one that GitLab can read', () => {
    expect(Object.keys(pipeline)).toEqual(['rabbitmq-conformance']);
    expect(Object.keys(job)).toEqual(['stage', 'image', 'variables', 'script', 'artifacts']);
    expect(job.script.every((line: unknown) => typeof line === 'string')).toBe(true);
    expect(job.artifacts).toEqual({
      when: 'always',
      reports: { junit: expect.any(String), codequality: expect.any(String) },
    });
  });

  it.each<[string, Templates, number, number]>([
    ['is green where all is good', GOOD, 0, 0],
    ['is red where something failed, and shows it', BAD, 1, 3],
    ['is red where something is unknown, and shows it', UNKNOWN, 3, 1],
  ])('%s', async (_, templates, status, findings) => {
    const { junit, codeQuality, ...ended } = await runJob(templates);
    expect(ended.status).toBe(status);
    expect(junit).toMatch(/^<\?xml /);
    expect(codeQuality).toHaveLength(findings);
  });

  it('is red and has a blocker where some input could not be used, whose findings look fixed', async () => {
    const { status, junit, codeQuality } = await runJob({ ...BAD, ...BROKEN });
    expect(status).toBe(2);
    const blockers = codeQuality.filter(({ severity }: { severity: string }) => severity === 'blocker');
    expect(blockers.map((blocker: { check_name: string }) => blocker.check_name)).toEqual(['unusable-input']);
    expect(codeQuality).toHaveLength(4);
    expect(junit).toContain('broken.json.gz');
  });

  // https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  it('writes findings as Code Quality reads them', async () => {
    const { codeQuality } = await runJob(BAD);
    for (const finding of codeQuality) {
      expect(finding).toEqual({
        check_name: expect.stringMatching(/^rabbitmq-/),
        description: expect.stringMatching(/\w/),
        fingerprint: expect.stringMatching(/^[\da-f]{64}$/),
        severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
        location: { path: 'infrastructure/orders.json', lines: { begin: 5 } },
      });
    }
    expect(new Set(codeQuality.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(3);
  });
});

describe('the job for GitLab that makes a plan', () => {
  const plan = parse(blockWith('yaml', 'id_tokens:').code)['rabbitmq-conformance-plan'];

  it('evaluates that plan with the credentials of its token, and reports as the other job does', async () => {
    const { folder, env, stub } = createRepository(checkout(), {});
    const token = join(folder, 'token');
    const example = join(checkout().folder, 'examples/terraform-plan.json');
    stub('apk', '');
    stub(
      'terraform',
      `[ "$(cat "$AWS_WEB_IDENTITY_TOKEN_FILE")" = secret ] || exit 9
      case "$*" in *' show -json plan.out') cat '${example}' ;; esac`,
    );
    const script = ['set -eo pipefail', ...plan.before_script, ...plan.script].join('\n');
    const ended = await runProgram('bash', ['-c', script], {
      cwd: folder,
      env: { ...env, AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_TOKEN: 'secret' },
    });

    expect(Object.keys(plan.id_tokens)).toEqual(['AWS_TOKEN']);
    expect(ended.status).toBe(1);
    expect(plan.artifacts).toEqual(job.artifacts);
    for (const report of Object.values<string>(plan.artifacts.reports)) {
      expect(existsSync(join(folder, report))).toBe(true);
    }
  });
});
