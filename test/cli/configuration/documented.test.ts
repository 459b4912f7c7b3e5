import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { findFaults } from '../../../cli/configuration/faults.ts';
import { SCHEMA, SCHEMA_URL } from '../../../cli/configuration/schema.ts';

const [, section = ''] = /^## The configuration file$(.*?)^## /ms.exec(readFileSync('docs/cli.md', 'utf8')) ?? [];
const [, example = ''] = /^```yaml\n(.*?)^```$/ms.exec(section) ?? [];
const keys = Object.keys(SCHEMA.properties ?? {});

describe('docs/cli.md', () => {
  it('has an example that is valid and has every key', () => {
    expect(example).toContain(`# yaml-language-server: $schema=${SCHEMA_URL}\n`);
    const value = parse(example);
    expect(findFaults(value, SCHEMA)).toEqual([]);
    expect(Object.keys(value)).toEqual(keys);
  });

  it('explains every key', () => {
    expect([...section.matchAll(/^\| `(\w+)` +\|/gm)].map(([, key]) => key)).toEqual(keys);
  });
});
