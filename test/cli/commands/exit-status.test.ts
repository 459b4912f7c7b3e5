import { badBroker, broker, cliAnswer, eventItem } from '../forms.ts';
import { EVALUATE, run } from '../support.ts';

const NO_PUBLIC_ACCESS = ['--checks', 'rabbitmq-no-public-access'];
const GOOD = cliAnswer(broker());
const BAD = cliAnswer(badBroker());
const UNKNOWN = eventItem(broker({ deploymentMode: undefined }));
const SKIPPED = cliAnswer(badBroker({ engineType: 'ACTIVEMQ' }));

describe.each(['table', 'json'])('with --format %s, evaluate exits with', (format) => {
  it.each([
    ['0 where everything passes', [GOOD], [], 0],
    ['0 where nothing applies', [SKIPPED], [], 0],
    ['0 where there are no brokers', [], [], 0],
    ['0 where what would fail is not among the checks', [cliAnswer(broker({ general: false }))], NO_PUBLIC_ACCESS, 0],
    ['0 where what is unknown is not among the checks', [UNKNOWN], NO_PUBLIC_ACCESS, 0],
    ['1 where one check fails', [cliAnswer(broker({ general: false }))], [], 1],
    ['1 where one of many fails', [GOOD, BAD, SKIPPED], [], 1],
    ['1 where one fails and another is unknown', [UNKNOWN, BAD], [], 1],
    ['3 where one check is unknown', [UNKNOWN], [], 3],
    ['3 where nothing fails and one is unknown', [GOOD, UNKNOWN, SKIPPED], [], 3],
    ['2 where something cannot be used and the rest passes', [GOOD, 'text'], [], 2],
    ['2 where something cannot be used and the rest fails', [BAD, 'text'], [], 2],
    ['2 where something cannot be used and the rest is unknown', [UNKNOWN, 'text'], [], 2],
  ])('%s', async (_, input, options, status) => {
    const result = await run([...EVALUATE, '--format', format, ...options], { stdin: [JSON.stringify(input)] });
    expect(result.status).toBe(status);
  });
});

describe('exit status 2', () => {
  it.each([
    ['of a file that is not there', ['evaluate', '/no/such/file']],
    ['of an option that is not known', ['evaluate', '--strict', '-']],
    ['of a check that is not known', ['evaluate', '--checks', 'rabbitmq-audit-logging', '-']],
    ['of a command that is not known', ['inspect']],
    ['of no command', []],
  ])('%s', async (_, args) => {
    expect((await run(args, { stdin: [JSON.stringify(GOOD)] })).status).toBe(2);
  });
});
