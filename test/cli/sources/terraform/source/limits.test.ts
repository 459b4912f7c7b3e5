// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.
import { folderOf } from '../../folders-support.ts';
import { rabbit, readPaths } from './support.ts';

async function read(files: Readonly<Record<string, unknown>>) {
  const folder = folderOf(files);
  return readPaths([folder], folder);
}

const numbers = Array.from({ length: 60 }, (_, index) => index);

/** Locals, each of which has the one before it several times. */
function doubled(first: string, next: (name: string) => string): string {
  const lines = numbers.map((index) => `  x${index + 1} = ${next(`local.x${index}`)}\n`);
  return `locals {\n  x0 = ${first}\n${lines.join('')}}\n${rabbit({ deployment_mode: 'local.x60' })}`;
}

describe('ends within the limits, and knows nothing of', () => {
  it.each([
    ['a text that doubles', doubled('"x"', (name) => `"\${${name}}\${${name}}"`)],
    ['a list that doubles', doubled('["x"]', (name) => `concat(${name}, ${name})`)],
    ['a list of lists', doubled('["x"]', (name) => `[${name}, ${name}]`)],
    ['an object of objects', doubled('{}', (name) => `{ a = ${name}, b = ${name} }`)],
    ['a text that is replaced', doubled('"xx"', (name) => `replace(${name}, "x", ${name})`)],
    ['a text that is joined', doubled('"xx"', (name) => `join(${name}, [${name}, ${name}, ${name}])`)],
    [
      'a chain of locals',
      `locals {\n${Array.from({ length: 3000 }, (_, index) => `  x${index} = local.x${index + 1}\n`).join('')}}\n${rabbit({ deployment_mode: 'local.x0' })}`,
    ],
    ['a circle of locals', `locals {\n  a = local.b\n  b = local.a\n}\n${rabbit({ deployment_mode: 'local.a' })}`],
  ])('%s', async (_, content) => {
    const { verdicts, problems } = await read({ 'main.tf': content });
    expect({ verdicts: Object.values(verdicts), problems }).toEqual({ verdicts: ['unknown pass pass'], problems: [] });
  });
});

describe('is a problem if it takes too long:', () => {
  it('loops in loops', async () => {
    const loop = numbers.slice(0, 6).reduce((inner, index) => `[for x${index} in range(100) : ${inner}]`, '1');
    const { problems } = await read({ 'main.tf': rabbit({ deployment_mode: loop }) });
    expect(problems).toEqual(['.: takes more than 1000000 steps to evaluate. Evaluate a plan of it.']);
  });

  it('modules that call the next one often', async () => {
    const files = numbers
      .slice(0, 6)
      .map((index) => [`m${index}/main.tf`, `module "next" {\n  source = "../m${index + 1}"\n  count = 1000\n}\n`]);
    const { problems } = await read({ ...Object.fromEntries(files), 'm6/main.tf': rabbit() });
    expect(problems).toEqual(['m0: takes more than 1000000 steps to evaluate. Evaluate a plan of it.']);
  });

  it('a file that is too large', async () => {
    const { problems } = await read({ 'main.tf': `locals {\n  a = [${'1, '.repeat(260_000)}]\n}\n` });
    expect(problems).toEqual([
      'main.tf: is too large: its syntax tree has more than 1000000 nodes. Evaluate a plan of it.',
    ]);
  });

  it('JSON that is nested too deeply', async () => {
    const { problems } = await read({ 'main.tf.json': `{"locals":{"a":${'['.repeat(9000)}${']'.repeat(9000)}}}` });
    expect(problems).toEqual(['main.tf.json: is nested too deeply: more than 200 levels.']);
  });

  it('an expression that is nested too deeply', async () => {
    const { problems } = await read({
      'main.tf': rabbit({ deployment_mode: `${'('.repeat(5000)}1${')'.repeat(5000)}` }),
    });
    expect(problems).toEqual([
      expect.stringMatching(/^main\.tf: is nested too deeply at line \d: more than 200 levels\.$/),
    ]);
  });
});
