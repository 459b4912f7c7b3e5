import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTEXT, KNOWN } from '../cli/sources/terraform/source/expressions.ts';
import { describeWith } from '../support/missing.ts';
import { findTerraform, TERRAFORM_ENVIRONMENT } from '../support/terraform.ts';

describeWith(findTerraform())('terraform', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('evaluates expressions to the values that the tests expect', () => {
    const outputs = KNOWN.map(
      ([expression], index) => `output "o${index}" {\n  value     = ${expression}\n  sensitive = true\n}\n`,
    );
    writeFileSync(join(folder, 'main.tf'), `${CONTEXT}${outputs.join('')}`);
    const call = (...args: readonly string[]) =>
      execFileSync('terraform', [`-chdir=${folder}`, ...args], { env: TERRAFORM_ENVIRONMENT, encoding: 'utf8' });
    call('apply', '-auto-approve', '-no-color');
    const values: Record<string, { readonly value: unknown }> = JSON.parse(call('output', '-json'));
    const found = KNOWN.map(([expression], index) => [expression, values[`o${index}`]?.value ?? null]);
    expect(found).toEqual(KNOWN);
  });
});
