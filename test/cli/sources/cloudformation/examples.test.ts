import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '../../../support/missing.ts';
import { findWitness } from '../../../support/python.ts';
import { judge, PASS } from './support.ts';

const FOLDER = join(import.meta.dirname, '../../../../examples');
const TEMPLATES = readdirSync(FOLDER).filter((name) => /^template-|^scan-role/.test(name));
const cfnLint = findWitness('cfn-lint');

it.each<[name: string, parameters: Readonly<Record<string, string>>, verdicts: readonly string[]]>([
  ['template-cluster.yaml', {}, PASS],
  ['template-single-instance.json', {}, ['fail', 'fail', 'fail']],
  ['template-parameters.yaml', {}, ['pass', 'unknown', 'pass']],
  ['template-parameters.yaml', { Public: 'false' }, PASS],
  ['template-parameters.yaml', { Public: 'true', Stage: 'development' }, ['fail', 'fail', 'fail']],
])('%s with the parameters %j', (name, parameters, verdicts) => {
  expect(judge(readFileSync(join(FOLDER, name), 'utf8'), parameters)).toMatchObject({ verdicts, problems: [] });
});

describeWith(cfnLint)('cfn-lint', () => {
  it(`finds nothing in ${TEMPLATES.join(', ')}`, () => {
    const paths = TEMPLATES.map((name) => join(FOLDER, name));
    const { stdout, status } = spawnSync(cfnLint ?? '', paths, { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});
