import { noticeLines, noticesOf } from '../../../cli/report/notices.ts';
import { EVALUATE, run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const TEMPLATE = { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } };
const OTHERS = [
  ...noticesOf('a.yaml', { otherResources: 1, notices: [] }),
  ...noticesOf('b.yaml', { otherResources: 0, notices: ['is an empty state.'] }),
  ...noticesOf('c.yaml', { otherResources: 20, notices: [] }),
];

it('says once that resources other than brokers were skipped in several inputs', () => {
  expect(noticeLines(OTHERS, false)).toEqual([
    'skipped 21 resources other than brokers in 2 inputs. --verbose names them.',
    'b.yaml: is an empty state.',
  ]);
});

it('names the input where it is one', () => {
  expect(noticeLines(OTHERS.slice(0, 2), false)).toEqual([
    'a.yaml: skipped 1 resource other than brokers.',
    'b.yaml: is an empty state.',
  ]);
});

it('names all where it is asked to', () => {
  expect(noticeLines(OTHERS, true)).toHaveLength(3);
});

it.each([
  ['', /^skipped 2 resources other than brokers in 2 inputs\. --verbose names them\.\n/],
  ['--verbose', /^\S+a\.json: skipped 1 resource other than brokers\.\n\S+b\.json: skipped 1 /],
  ['--quiet', /^rabbitmq-conformance: no broker was found, so nothing was evaluated\.\n$/],
])('evaluate %s', async (option, expected) => {
  const files = ['a.json', 'b.json'].map((name) => folder.write(name, TEMPLATE));
  const { stderr } = await run([...EVALUATE, ...files, ...(option === '' ? [] : [option])]);
  expect(stderr).toMatch(expected);
});

it('--quiet and --verbose contradict each other', async () => {
  const { status, stderr } = await run([...EVALUATE, '--quiet', '--verbose', '-']);
  expect(status).toBe(2);
  expect(stderr).toContain("option '--quiet' cannot be used with option '--verbose'");
});
