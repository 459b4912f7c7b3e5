import { readdirSync, readFileSync } from 'node:fs';
import { registerLogger, validate } from '@actions/languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readMarkdown } from '../docs/markdown.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';

const WORKFLOWS = '.github/workflows';
const paths = [...readdirSync(WORKFLOWS).map((name) => `${WORKFLOWS}/${name}`), 'action.yml'];
const textOf = (path: string) => readFileSync(path, 'utf8');

/** The workflows in a document. @throws Error if there is none */
function workflowsOf(path: string): readonly string[] {
  const blocks = readMarkdown(textOf(path)).blocks.filter(({ text }) => text.includes('runs-on:'));
  if (blocks.length === 0) throw new Error(`${path} has no workflow.`);
  return blocks.map(({ text }) => text);
}

/** The text with one place of it changed. @throws Error if there is no such place */
function change(path: string, from: string, to: string): string {
  const text = textOf(path);
  if (!text.includes(from)) throw new Error(`${path} has no ${from}.`);
  return text.replace(from, to);
}

describe("GitHub's own parser of workflows and actions", () => {
  const failures: string[] = [];
  const ignore = () => undefined;
  // It logs what it could not look at, and then finds nothing.
  registerLogger({ error: (message) => failures.push(message), warn: ignore, info: ignore, log: ignore });
  let documents = 0;

  /** @returns what it finds, warnings included */
  async function findProblems(path: string, text: string): Promise<readonly string[]> {
    // It remembers what it has parsed by the address.
    documents += 1;
    const uri = `file:///${documents}/${path}`;
    const problems = await validate(TextDocument.create(uri, 'yaml', 1, text));
    return [
      ...failures.splice(0),
      ...problems.map(({ message }) => (typeof message === 'string' ? message : message.value)),
    ];
  }

  it.each<[string, string, string]>([
    ...paths.map((path): [string, string, string] => [path, path, textOf(path)]),
    ...['docs/ci.md', 'docs/evidence.md'].flatMap((path) =>
      workflowsOf(path).map((workflow, index): [string, string, string] => [
        `workflow ${index + 1} of ${path}`,
        `${WORKFLOWS}/conformance.yml`,
        workflow,
      ]),
    ),
  ])('finds nothing in %s', async (_, path, text) => {
    expect(await findProblems(path, text)).toEqual([]);
  });

  it.each([
    ['a key that there is not', 'ci.yml', 'timeout-minutes:', 'timeout:', "Unexpected value 'timeout'"],
    ['a permission that there is not', 'ci.yml', 'contents:', 'content:', "Unexpected value 'content'"],
    ['a job that there is not', 'release.yml', 'needs: package', 'needs: pack', "unknown job 'pack'"],
    ['a context that there is not', 'release.yml', '{{ runner.', '{{ run.', "Unrecognized named-value: 'run'"],
    ['an expression that does not end', 'release.yml', '{{ runner.', '{{ (runner.', 'Unexpected end of expression'],
    ['a value that there is not', 'release.yml', '{{ github.token', '{{ github.key', 'access might be invalid: key'],
  ])('does find %s', async (_, name, from, to, problem) => {
    const path = `${WORKFLOWS}/${name}`;
    const problems = await findProblems(path, change(path, from, to));
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
  });
});

const zizmor = findWitness('zizmor');

describeWith(zizmor)('zizmor', () => {
  /** Lets it look for all that it knows, with no word to GitHub. */
  const audit = (inputs: readonly string[], input?: string) =>
    runWitness(
      zizmor ?? '',
      ['--offline', '--no-config', '--quiet', '--persona=auditor', '--strict-collection', ...inputs],
      input === undefined ? {} : { input },
    );

  it('finds no risk in the workflows, the action and the hook', async () => {
    const ending = await audit([...paths, '.pre-commit-hooks.yaml']);
    expect(ending).toEqual({ status: 0, output: 'No findings to report. Good job!\n', errors: '' });
  });

  it.each([
    ['text of an event in a script', 'run: .ci/run', `run: echo "\${{ github.head_ref }}"`, 'template-injection'],
    ['an action that can change', /@[\da-f]{40}/, '@v7', 'unpinned-uses'],
    ['permissions that are left to the settings', 'permissions: {}\n', '', 'excessive-permissions'],
    ['a token that stays in the checkout', 'persist-credentials: false', 'fetch-depth: 1', 'artipacked'],
    ['an event that lends its secrets to forks', 'pull_request:', 'pull_request_target:', 'dangerous-triggers'],
  ])('does find %s', async (_, from, to, audited) => {
    const [place = ''] = textOf(`${WORKFLOWS}/ci.yml`).match(from) ?? [];
    const { status, output } = await audit(['-'], change(`${WORKFLOWS}/ci.yml`, place, to));
    expect(output).toContain(`[${audited}]`);
    expect(status).not.toBe(0);
  });
});
