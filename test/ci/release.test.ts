import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { pathWith, runProgram, useCheckout } from './checkout.ts';
import { blockWith, createRepository, REPOSITORY, VERSION } from './docs.ts';

const PROJECT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');

const SCRIPT = 'scripts/release-notes.ts';

/** The files that the script reads, ready to release 1.2.3. */
const READY: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ type: 'module', version: '1.2.3', scripts: { 'release-notes': `node ${SCRIPT}` } }),
  'package-lock.json': JSON.stringify({ version: '1.2.3', packages: { '': { version: '1.2.3' } } }),
  'CHANGELOG.md': `# Changelog

## [Unreleased]

## [1.2.3] - 2026-11-30

### Added

- A check.

## [1.2.2] - 2026-11-01

- A fix.
`,
  'README.md': '# rabbitmq-conformance\n',
  'docs/ci.md': '# Run the checks in a pipeline\n',
};
const NOTES = '### Added\n\n- A check.\n';

const root = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes files into a new folder, and the script too. @returns the folder */
function createFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(root, 'project-'));
  mkdirSync(join(folder, 'docs'));
  mkdirSync(join(folder, dirname(SCRIPT)));
  cpSync(join(PROJECT, SCRIPT), join(folder, SCRIPT));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

const printNotes = (files: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  runProgram('node', [SCRIPT, ...args], { cwd: createFolder(files) });

describe('the release notes', () => {
  it('are what the changelog says of the version', async () => {
    expect(await printNotes(READY, 'v1.2.3')).toEqual({ status: 0, stdout: NOTES, stderr: '' });
  });

  it('are found at the end of the changelog too', async () => {
    const [changelog] = READY['CHANGELOG.md']?.split('\n## [1.2.2]') ?? [];
    const files = { ...READY, 'CHANGELOG.md': changelog ?? '' };
    expect(await printNotes(files, 'v1.2.3')).toEqual({ status: 0, stdout: NOTES, stderr: '' });
  });

  const change = (path: string, from: string, to: string) => ({ [path]: READY[path]?.replace(from, to) ?? '' });
  const form = 'does not have the form vX.Y.Z.';
  const entries = 'CHANGELOG.md has no entries below a heading "## [1.2.3] - YYYY-MM-DD".';

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['the tag is a branch', 'main', {}, `The tag "main" ${form}`],
    ['the tag has no v', '1.2.3', {}, `The tag "1.2.3" ${form}`],
    ['the tag has more to it', 'v1.2.3-rc.1', {}, `The tag "v1.2.3-rc.1" ${form}`],
    ['the tag would be code', 'v1.2.3$(id)', {}, `The tag "v1.2.3$(id)" ${form}`],
    ['the tag is of another version', 'v1.2.2', {}, 'package.json has the version 1.2.3.'],
    ['the lock is of another version', 'v1.2.3', change('package-lock.json', '1.2.3', '1.2.2'), 'package-lock.json'],
    [
      'its package is',
      'v1.2.3',
      { 'package-lock.json': '{"version":"1.2.3","packages":{"":{}}}' },
      'package-lock.json',
    ],
    ['the changelog has no such section', 'v1.2.3', change('CHANGELOG.md', '[1.2.3]', '[1.2.4]'), entries],
    ['the section has no date', 'v1.2.3', change('CHANGELOG.md', ' - 2026-11-30', ''), entries],
    ['the section is empty', 'v1.2.3', change('CHANGELOG.md', NOTES.trim(), ''), entries],
    [
      'entries are unreleased',
      'v1.2.3',
      change('CHANGELOG.md', 'd]\n', 'd]\n\n- More.\n'),
      '"## [Unreleased]" without',
    ],
    [
      'nothing can be added later',
      'v1.2.3',
      change('CHANGELOG.md', '## [Unreleased]\n', ''),
      '"## [Unreleased]" without',
    ],
    ['a document has the notice', 'v1.2.3', { 'docs/ci.md': '> **Not released yet.**' }, 'is still in docs/ci.md.'],
  ])('fail if %s', async (_, tag, files, problem) => {
    const { status, stdout, stderr } = await printNotes({ ...READY, ...files }, tag);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(problem);
  });

  it('fail without a tag', async () => {
    expect(await printNotes(READY)).toMatchObject({ status: 1, stderr: expect.stringContaining(`"" ${form}`) });
  });
});

describe('this version', () => {
  it('is the same in the package and its lock', () => {
    const { version, packages } = JSON.parse(read('package-lock.json'));
    expect([version, packages[''].version]).toEqual([VERSION, VERSION]);
  });

  it('is the only one that the documents tell to use', () => {
    const documents = ['README.md', ...globSync('docs/*.md', { cwd: PROJECT })];
    const named = documents.flatMap((path) =>
      [...read(path).matchAll(/(?:rabbitmq-conformance[@-]v?|rev: v|download[ /]v)(\d+\.\d+\.\d+)/g)].map(
        ([, version]) => `${path}: ${version}`,
      ),
    );
    expect([...new Set(named.filter((name) => !name.endsWith(`: ${VERSION}`)))]).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  });
});

describe('the workflow that releases', () => {
  interface Step {
    readonly uses?: string;
    readonly run?: string;
  }
  interface Job {
    readonly needs?: string;
    readonly permissions: Readonly<Record<string, string>>;
    readonly steps: readonly Step[];
  }
  const { jobs, permissions }: { jobs: Readonly<Record<'package' | 'publish', Job>>; permissions: object } = parse(
    read('.github/workflows/release.yml'),
  );
  const checkout = useCheckout({ build: true });

  /** Runs a step with a script as GitHub does, for the tag v1.2.3. `runnerTemp` is the folder for what it makes. */
  async function runStep(job: Job, text: string, cwd: string, runnerTemp: string, bin = runnerTemp) {
    const [step, ...others] = job.steps.filter(({ run }) => run?.includes(text));
    if (!step?.run || others.length > 0) throw new Error(`There is not one step with ${text}.`);
    const env = { PATH: pathWith(bin), GITHUB_REF_NAME: 'v1.2.3', RUNNER_TEMP: runnerTemp };
    return runProgram('bash', ['-e', '-c', step.run], { cwd, env });
  }

  /** A folder with a script in the place of a program. */
  function stub(program: string, script: string): string {
    const bin = mkdtempSync(join(root, 'bin-'));
    writeFileSync(join(bin, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return bin;
  }

  it('packs after the tests, and publishes after that', () => {
    const runs = jobs.package.steps.flatMap(({ run }) => run ?? []);
    const order = ['release-notes', 'dist/cli', '.ci/run', 'npm pack'].map((text) =>
      runs.findIndex((run) => run.includes(text)),
    );
    expect(order).toEqual([0, 1, 2, 3]);
    expect(jobs.publish.needs).toBe('package');
  });

  it('runs nothing of the project where it may write', () => {
    expect(permissions).toEqual({});
    expect(jobs.package.permissions).toEqual({ contents: 'read' });
    expect(Object.keys(jobs)).toEqual(['package', 'publish']);
    for (const { uses, run } of jobs.publish.steps) {
      expect(uses ?? '').not.toContain('checkout');
      expect(run ?? '').not.toMatch(/\b(np[mx]|node|bash|sh)\b/);
    }
  });

  it('stops before the tests if the tag is wrong', async () => {
    const temp = mkdtempSync(join(root, 'temp-'));
    // What npm ci would do needs a network.
    const bin = stub('npm', `[ "$1" = ci ] || PATH="\${PATH#*:}" exec npm "$@"`);
    const wrong = createFolder({ ...READY, 'CHANGELOG.md': '' });
    expect(await runStep(jobs.package, 'release-notes', wrong, temp, bin)).toMatchObject({ status: 1 });
  });

  describe('with the commands of RELEASING.md that tag', () => {
    const [, commands = ''] = /```sh\n( *git switch --detach main\n.*?)```/s.exec(read('RELEASING.md')) ?? [];
    const bin = stub(
      'npm',
      `[ "$*" = ci ] || { mkdir -p dist/cli dist/lambda && cp source dist/cli/index.js && touch dist/lambda/x; }`,
    );
    const env = {
      PATH: pathWith(bin),
      GIT_CONFIG_GLOBAL: '/dev/null',
      ...Object.fromEntries(
        ['AUTHOR', 'COMMITTER'].flatMap((who) => [
          [`GIT_${who}_NAME`, 'A'],
          [`GIT_${who}_EMAIL`, 'a@example.com'],
        ]),
      ),
    };

    /** Makes a repository, and tags in it. @returns a clone of its origin at the tag */
    async function tag() {
      const folder = mkdtempSync(join(root, 'tagging-'));
      const bash = async (script: string, cwd: string) => {
        const ended = await runProgram('bash', ['-e', '-c', script], { cwd, env });
        expect(ended).toMatchObject({ status: 0 });
        return ended.stdout;
      };
      await bash('git init --quiet --bare origin && git clone --quiet origin work 2>/dev/null', folder);
      const work = join(folder, 'work');
      writeFileSync(join(work, 'source'), 'a build');
      writeFileSync(join(work, '.gitignore'), 'dist/\n');
      await bash(
        'git switch --quiet --create main && git add . && git commit --quiet --message x && git push --quiet origin main',
        work,
      );
      await bash(commands, work);
      await bash('git clone --quiet --branch v0.2.0 origin clone 2>/dev/null', folder);
      return { clone: join(folder, 'clone'), bash };
    }

    it('adds the built command line to main, and nothing else', async () => {
      const { clone, bash } = await tag();
      expect(await bash('git diff --name-only origin/main v0.2.0', clone)).toBe('dist/cli/index.js\n');
      expect(await bash('git rev-parse v0.2.0^{}^ origin/main | uniq | wc -l', clone)).toBe('1\n');
    });

    it('goes on only if the source builds what is in the tag', async () => {
      const { clone, bash } = await tag();
      const compare = () => runStep(jobs.package, 'dist/cli', clone, clone, bin);
      expect(await compare()).toEqual({ status: 0, stdout: '', stderr: '' });
      writeFileSync(join(clone, 'source'), 'another build');
      await bash('git add source && git commit --quiet --message y', clone);
      expect(await compare()).toMatchObject({ status: 1, stdout: expect.stringContaining('dist/cli/index.js') });
      await bash('git rm --quiet -r --cached dist && git commit --quiet --message z', clone);
      expect(await compare()).toMatchObject({ status: 1, stdout: expect.stringContaining('dist/cli/index.js') });
    });
  });

  it('makes a package, its checksum and the notes, which a user can verify', async () => {
    const temp = mkdtempSync(join(root, 'temp-'));
    const bin = stub('npm', `[ "$1" = ci ] || PATH="\${PATH#*:}" exec npm "$@"`);
    expect(await runStep(jobs.package, 'release-notes', createFolder(READY), temp, bin)).toMatchObject({ status: 0 });
    expect(await runStep(jobs.package, 'npm pack', checkout().folder, temp)).toMatchObject({ status: 0 });
    const made = join(temp, 'release');
    const tarball = `rabbitmq-conformance-${VERSION}.tgz`;
    expect(readdirSync(made).sort()).toEqual(['SHA256SUMS', 'notes.md', tarball]);
    expect(readFileSync(join(made, 'notes.md'), 'utf8')).toBe(NOTES);
    // RELEASING.md says that it can be made again.
    expect(readFileSync(join(made, tarball)).equals(readFileSync(checkout().tarball))).toBe(true);

    const gh = stub('gh', 'echo "gh $*"');
    const { status, stdout } = await runStep(jobs.publish, 'gh release', made, temp, gh);
    const options = '--verify-tag --title v1.2.3 --notes-file notes.md';
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `${tarball}: OK\ngh release create v1.2.3 ${options} ${tarball} SHA256SUMS\n`,
    });

    const { code } = blockWith('sh', 'gh release');
    const user = createRepository(checkout(), {});
    user.stub('gh', `[ "$1" = attestation ] || cp "${made}/SHA256SUMS" "${made}"/*.tgz .\necho "gh $*"`);
    expect(await runProgram('bash', ['-e', '-c', code], { cwd: user.folder, env: user.env })).toEqual({
      status: 0,
      stdout: [
        `gh release download v${VERSION} --repo ${REPOSITORY}`,
        `${tarball}: OK`,
        `gh attestation verify ${tarball} --repo ${REPOSITORY}`,
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('publishes no package that was changed on the way', async () => {
    const made = mkdtempSync(join(root, 'made-'));
    writeFileSync(join(made, 'a.tgz'), 'changed');
    writeFileSync(join(made, 'SHA256SUMS'), `${'0'.repeat(64)}  a.tgz\n`);
    const gh = stub('gh', 'echo "gh $*"');
    const { status, stdout } = await runStep(jobs.publish, 'gh release', made, made, gh);
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'a.tgz: FAILED\n' });
  });
});
