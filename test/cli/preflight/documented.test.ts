import { readFileSync } from 'node:fs';
import { ACTIONS } from '../../../cli/organization/port.ts';
import { PREFLIGHT_CHECKS } from '../../../cli/preflight/run.ts';

const text = readFileSync('docs/preflight.md', 'utf8');

test('the policy in the document allows just the calls that are made', () => {
  const actions = [...text.matchAll(/"([a-z]+:[A-Za-z]+)"/g)].map(([, action]) => action);
  expect(actions.filter((action) => action !== 'sts:AssumeRole').sort()).toEqual(Object.values(ACTIONS).flat().sort());
});

test('the document has all checks, in their order', () => {
  const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| [^|]*\|.*\|$/gm)].map(([, id]) => id);
  expect(rows).toEqual(PREFLIGHT_CHECKS.map(({ id }) => id));
});
