import { refuseNode } from '../../cli/refuse-node.ts';

it.each([
  ['20.20.2', 'needs Node.js 22 or newer, and this is Node.js 20.20.2.'],
  ['8.0.0', 'needs Node.js 22 or newer, and this is Node.js 8.0.0.'],
  ['22.0.0', undefined],
  ['100.1.0', undefined],
])('Node.js %s: %s', (version, refusal) => {
  expect(refuseNode(version, '>=22')).toBe(refusal);
});
