import { CHANGE_CHECKS } from '../../../checks/change-checks.ts';
import type { Check } from '../../../checks/check.ts';
import { guideUrl } from '../../../checks/guide.ts';
import { CHECKS, DEFAULT_CHECKS } from '../../../checks/registry.ts';
import { CHECK_GROUPS } from '../../../checks/rule-parameters.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { badBroker, cliAnswer } from '../forms.ts';
import { EVALUATE, evaluate, run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
const BAD = cliAnswer(badBroker());

it('prints the help of a command with help too', async () => {
  expect(await run(['help', 'init'])).toEqual(await run(['init', '--help']));
});

describe('a command line that makes no sense is told what would', () => {
  const known = [...CHECK_GROUPS, ...[...CHECKS, ...CHANGE_CHECKS].map(({ id }) => id)].join(', ');
  const notACheck = (list: string, id = list) =>
    `option '--checks <id,...>' argument '${list}' is invalid. Unknown check "${id}". Valid checks: ${known}.`;
  it.each([
    ['an unknown command', ['inspect'], "unknown command 'inspect'", ''],
    ['a command with a slip of the pen', ['evalute'], "unknown command 'evalute' (Did you mean evaluate?)", ''],
    ['help of an unknown command', ['help', 'evalute'], "unknown command 'evalute' (Did you mean evaluate?)", ''],
    ['--help of an unknown command', ['nosuch', '--help'], "unknown command 'nosuch'", ''],
    [
      'help of two commands',
      ['help', 'evaluate', 'scan'],
      "too many arguments for 'help'. Expected 1 argument but got 2.",
      'help',
    ],
    ['an option of help', ['help', '--json'], "unknown option '--json'", 'help'],
    ['a file without a command', ['broker.json'], "unknown command 'broker.json'", ''],
    [
      'an unknown format',
      ['evaluate', '--format', 'xml', '-'],
      "option '--format <format>' argument 'xml' is invalid. Allowed choices are table, json, sarif, junit, markdown, csv, github, gitlab, ocsf.",
      'evaluate',
    ],
    [
      'an unknown severity',
      ['evaluate', '--fail-on', 'critical', '-'],
      "option '--fail-on <severity>' argument 'critical' is invalid. Allowed choices are low, medium, high, none.",
      'evaluate',
    ],
    [
      'a check with a slip of the pen',
      ['evaluate', '--checks', 'default, rabbitmq-engine-versio', '-'],
      "option '--checks <id,...>' argument 'default, rabbitmq-engine-versio' is invalid. " +
        'Unknown check "rabbitmq-engine-versio". Did you mean "rabbitmq-engine-version"?',
      'evaluate',
    ],
    [
      'an unknown check',
      ['evaluate', '--checks', 'rabbitmq-audit-logging', '-'],
      notACheck('rabbitmq-audit-logging'),
      'evaluate',
    ],
    [
      'an unknown check among known ones',
      ['evaluate', '--checks', 'rabbitmq-general-logging,x', '-'],
      notACheck('rabbitmq-general-logging,x', 'x'),
      'evaluate',
    ],
    ['an empty list of checks', ['evaluate', '--checks=', '-'], notACheck(''), 'evaluate'],
    ['an unknown check to list', ['checks', '--checks', 'x'], notACheck('x'), 'checks'],
    [
      'an operand of checks',
      ['checks', 'broker.json'],
      "too many arguments for 'checks'. Expected 0 arguments but got 1.",
      'checks',
    ],
    ['an unknown option', ['evaluate', '--strict', '-'], "unknown option '--strict'", 'evaluate'],
    [
      'an option with a slip of the pen',
      ['evaluate', '--formt', 'json'],
      "unknown option '--formt' (Did you mean --format?)",
      'evaluate',
    ],
    ['an unknown short option', ['evaluate', '-x', '-'], "unknown option '-x'", 'evaluate'],
    ['an unknown option before the command', ['--strict', 'evaluate'], "unknown option '--strict'", ''],
    [
      'an option without its value',
      ['evaluate', '--format'],
      "option '--format <format>' argument missing",
      'evaluate',
    ],
    [
      'a parameter without a value',
      ['evaluate', '--parameters', 'Stage', '-'],
      "option '--parameters <key=value>' argument 'Stage' is invalid. Expected key=value.",
      'evaluate',
    ],
    ['completion for no shell', ['completion'], "missing required argument 'shell'", 'completion'],
    [
      'completion for another shell',
      ['completion', 'tcsh'],
      "command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
      'completion',
    ],
  ])('%s', async (_, args, message, command) => {
    expect(await run(args, { stdin: [JSON.stringify(BAD)] })).toEqual({
      status: 2,
      stdout: '',
      stderr: `rabbitmq-conformance: ${message}\nTry: rabbitmq-conformance ${command && `${command} `}--help\n`,
    });
  });

  it('no input on a terminal', async () => {
    expect(await run([...EVALUATE], { isTTY: true })).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'rabbitmq-conformance: no input: name files, or - for standard input\n' +
        'Try: rabbitmq-conformance evaluate --help\n',
    });
  });

  it('no command: the help, on standard error', async () => {
    const { status, stdout, stderr } = await run([]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe((await run(['--help'])).stdout);
  });
});

describe('--checks', () => {
  const [cluster, access, logging] = THREE_CHECKS.map(({ id }) => id);
  it.each([
    ['one', `${access}`, [access]],
    ['several, in the order of the registry', `${logging},${cluster}`, [cluster, logging]],
    ['one twice, once', `${access},${access}`, [access]],
    ['some with spaces around them', ` ${cluster} , ${access} `, [cluster, access]],
  ])('takes %s', async (_, list, expected) => {
    const { output } = await evaluate(BAD, '--checks', list);
    expect(output.results.map(({ check }) => check)).toEqual(expected);
  });

  const ids = (checks: readonly Pick<Check, 'id'>[]) => checks.map(({ id }) => id);
  const WITH_TAGS = ['--set', 'rabbitmq-tags.requiredTags=team'];
  it.each([
    ['the default ones, where it is not given', [], ids(DEFAULT_CHECKS)],
    ['the group "default"', ['--checks', 'default'], ids(DEFAULT_CHECKS)],
    [
      'a group and one more',
      ['--checks', 'rabbitmq-engine-version,default'],
      [...ids(DEFAULT_CHECKS), 'rabbitmq-engine-version'],
    ],
    ['the group "all"', ['--checks', 'all', ...WITH_TAGS], ids(CHECKS)],
  ])('is %s, in the order of the registry', async (_, options, expected) => {
    const { stdout } = await run(['evaluate', '--format', 'json', ...options], { stdin: [JSON.stringify(BAD)] });
    expect(JSON.parse(stdout).results.map(({ check }: { check: string }) => check)).toEqual(expected);
  });

  it('leaves a check out of "all" that needs a value, and says so', async () => {
    const { stdout, stderr } = await run(['evaluate', '--quiet', '--format', 'json', '--checks', 'all'], {
      stdin: [JSON.stringify(BAD)],
    });
    const { results, notices } = JSON.parse(stdout);
    expect(results).not.toContainEqual(expect.objectContaining({ check: 'rabbitmq-tags' }));
    const message = 'rabbitmq-tags was not evaluated: it needs --set rabbitmq-tags.requiredTags=…';
    expect(notices).toContainEqual({ source: '--checks', message });
    expect(stderr).toBe(
      'rabbitmq-conformance: rabbitmq-tags was not evaluated: it needs --set rabbitmq-tags.requiredTags=…\n',
    );
  });

  it('also chooses what is listed', async () => {
    const { stdout, status } = await run(['checks', '--checks', `${access}`, '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).checks.map(({ id }: { id: string }) => id)).toEqual([access]);
  });
});

describe('--set', () => {
  const VERSION = ['--checks', 'rabbitmq-engine-version'];
  const OLD = { ...BAD, EngineVersion: '3.13.7' };
  const evaluateOld = async (...options: readonly string[]) =>
    JSON.parse((await run(['evaluate', '--format', 'json', ...options], { stdin: [JSON.stringify(OLD)] })).stdout);

  it.each([
    ['after --checks', [...VERSION, '--set', 'rabbitmq-engine-version.minimumVersion=4.2']],
    ['before --checks', ['--set', 'rabbitmq-engine-version.minimumVersion=4.2', ...VERSION]],
    [
      'twice, of which the last counts',
      [...VERSION, ...['3.13', '4.2'].map((version) => `--set=rabbitmq-engine-version.minimumVersion=${version}`)],
    ],
  ])('sets a parameter: %s', async (_, options) => {
    const { results, checkParameters } = await evaluateOld(...options);
    expect(results).toMatchObject([{ check: 'rabbitmq-engine-version', verdict: 'fail' }]);
    expect(checkParameters).toEqual({ 'rabbitmq-engine-version': { minimumVersion: '4.2' } });
  });

  it('is the default where it is not given', async () => {
    const { results, checkParameters } = await evaluateOld(...VERSION);
    expect(results).toMatchObject([{ verdict: 'pass' }]);
    expect(checkParameters).toEqual({ 'rabbitmq-engine-version': { minimumVersion: '3.13' } });
  });

  it('takes a value with = and commas', async () => {
    const set = 'rabbitmq-tags.requiredTags=team, stage=test|production';
    const { checkParameters } = await evaluateOld('--checks', 'rabbitmq-tags', '--set', set);
    expect(checkParameters).toEqual({ 'rabbitmq-tags': { requiredTags: 'team,stage=test|production' } });
  });

  it('does not change which finding is which', async () => {
    const [one, other] = await Promise.all(
      ['4.2', '4.3'].map((version) =>
        evaluateOld(...VERSION, `--set=rabbitmq-engine-version.minimumVersion=${version}`),
      ),
    );
    expect(one.results[0].fingerprint).toBe(other.results[0].fingerprint);
    expect(one.results[0].detail).not.toBe(other.results[0].detail);
  });

  const WITH_PARAMETERS = (CHECKS as readonly Check[])
    .filter(({ parameters }) => parameters)
    .map(({ id }) => id)
    .join(', ');
  it.each([
    [
      'no check',
      'minimumVersion=4.2',
      'Expected check.parameter=value, such as rabbitmq-engine-version.minimumVersion=4.2.',
    ],
    [
      'no value',
      'rabbitmq-engine-version.minimumVersion',
      'Expected check.parameter=value, such as rabbitmq-engine-version.minimumVersion=4.2.',
    ],
    [
      'a misspelled check',
      'rabbitmq-engine-versoin.minimumVersion=4.2',
      'Unknown check "rabbitmq-engine-versoin". Did you mean "rabbitmq-engine-version"?',
    ],
    ['an unknown check', 'x.y=z', `Unknown check "x". Checks with parameters: ${WITH_PARAMETERS}.`],
    [
      'a check without parameters',
      'rabbitmq-no-deletion.x=y',
      `rabbitmq-no-deletion has no parameters. Checks with parameters: ${WITH_PARAMETERS}.`,
    ],
    [
      'a misspelled parameter',
      'rabbitmq-engine-version.minimalVersion=4.2',
      'rabbitmq-engine-version has no parameter "minimalVersion". Did you mean "minimumVersion"?',
    ],
    [
      'an unknown parameter',
      'rabbitmq-engine-version.x=4.2',
      'rabbitmq-engine-version has no parameter "x". Expected minimumVersion.',
    ],
    [
      'a member of every object',
      'rabbitmq-engine-version.toString=4.2',
      'rabbitmq-engine-version has no parameter "toString". Expected minimumVersion.',
    ],
    ['a value that is not valid', 'rabbitmq-engine-version.minimumVersion=4', 'Expected a version, such as 4.2.'],
    ['a number that is too large', 'rabbitmq-cluster-subnets.minimumSubnets=4', 'Expected a whole number from 2 to 3.'],
    [
      'a check that is not selected',
      'rabbitmq-tags.requiredTags=team',
      'rabbitmq-tags is not evaluated. Select it too, such as with --checks default,rabbitmq-tags.',
    ],
  ])('refuses %s', async (_, set, message) => {
    const checks = 'default,rabbitmq-engine-version,rabbitmq-cluster-subnets,rabbitmq-no-deletion';
    expect(await run(['evaluate', '--set', set, '--checks', checks], { stdin: [JSON.stringify(OLD)] })).toEqual({
      status: 2,
      stdout: '',
      stderr:
        `rabbitmq-conformance: option '--set <check.parameter=value>' argument '${set}' is invalid. ${message}\n` +
        'Try: rabbitmq-conformance evaluate --help\n',
    });
  });

  it.each(['evaluate', 'scan'])('is needed by %s for a check that is named and has no default', async (command) => {
    expect(await run([command, '--checks', 'all,rabbitmq-tags'])).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'rabbitmq-conformance: rabbitmq-tags needs --set rabbitmq-tags.requiredTags=…\n' +
        `Try: rabbitmq-conformance ${command} --help\n`,
    });
  });
});

describe('where input comes from', () => {
  const stdin = [JSON.stringify(BAD)];
  const sources = (stdout: string) => JSON.parse(stdout).results.map(({ source }: { source: string }) => source);

  it('standard input, where it is no terminal and no file is named', async () => {
    const { stdout } = await run([...EVALUATE, '--format', 'json'], { stdin });
    expect(sources(stdout)).toEqual(['-', '-', '-']);
  });

  it('standard input that is a terminal, where it is asked for', async () => {
    const { stdout } = await run([...EVALUATE, '--format', 'json', '-'], { stdin, isTTY: true });
    expect(sources(stdout)).toEqual(['-', '-', '-']);
  });

  it('files and standard input in the order that they are named in', async () => {
    const file = folder.write('broker.json', BAD);
    const { stdout } = await run([...EVALUATE, '--format', 'json', '-', file], { stdin });
    expect(sources(stdout)).toEqual(['-', '-', '-', file, file, file]);
  });

  it('files only, where only files are named', async () => {
    const { stdout } = await run([...EVALUATE, '--format', 'json', folder.write('broker.json', BAD)], { stdin });
    expect(sources(stdout)).not.toContain('-');
  });

  it('nothing, where a name is empty', async () => {
    const { status, stdout, stderr } = await run(['evaluate', folder.write('broker.json', BAD), '']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/: a file name is empty: name files and folders, or - for standard input\n/);
  });

  it('nothing, where the name of the report is empty', async () => {
    const { status, stdout, stderr } = await run(['evaluate', '--output', '', folder.path('missing.json')]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('The file name is empty.');
    expect(stderr).not.toContain('missing.json');
  });

  it('a file whose name begins like an option, after --', async () => {
    const { stderr } = await run(['evaluate', '--', '--strict']);
    expect(stderr).toBe('rabbitmq-conformance: --strict: cannot be read: the file does not exist. Check its path.\n');
  });
});

describe('--help', () => {
  const COMMANDS_AND_OPTIONS = ['evaluate', 'checks', 'completion', '--version', '-h, --help'];
  it.each([
    ['of the program', ['--help'], COMMANDS_AND_OPTIONS],
    ['of the program, in short', ['-h'], COMMANDS_AND_OPTIONS],
    [
      'of evaluate',
      ['evaluate', '--help'],
      ['file', '--format', '--checks', '--fail-on', '--output', '--parameters', '-h, --help'],
    ],
    ['of evaluate, in short', ['evaluate', '-h'], ['--format', '--checks', '--fail-on', '--output', '--parameters']],
    ['of checks', ['checks', '--help'], ['--format', '--checks', '-h, --help']],
    ['of completion', ['completion', '--help'], ['shell', '-h, --help']],
  ])('%s says how it is used', async (_, args, words) => {
    const { status, stdout, stderr } = await run(args, { isTTY: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: rabbitmq-conformance /);
    for (const word of words) expect(stdout).toMatch(new RegExp(`^  ${word} `, 'm'));
  });

  it('of evaluate has the exit statuses and what it recognises', async () => {
    const { stdout } = await run(['evaluate', '--help']);
    expect(stdout.match(/^ {2}\d(?= {2})/gm)).toEqual(['  0', '  1', '  2', '  3']);
    for (const kind of ['CloudFormation', 'Terraform', 'AWS Config', 'Amazon MQ', 'Cloud Control', 'folders']) {
      expect(stdout).toMatch(new RegExp(`^  ${kind}  `, 'm'));
    }
    expect(stdout).toContain('terraform show -json');
  });

  it('has no defaults that nobody can read', async () => {
    const { stdout } = await run(['evaluate', '--help']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'only these checks; "default" and "all" are groups of them (default: default)',
    );
    expect(stdout).not.toMatch(/default: [[{]/);
  });
});

it('--version prints the version and nothing else', async () => {
  expect(await run(['--version'])).toEqual({ status: 0, stdout: '1.2.3\n', stderr: '' });
});

describe('checks', () => {
  it('lists everything about each check for people', async () => {
    const { status, stdout, stderr } = await run(['checks']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/^\S+$/gm)).toEqual([...CHECKS, ...CHANGE_CHECKS].map(({ id }) => id));
    for (const { title, severity, rationale, remediation } of CHECKS) {
      for (const text of [title, severity, rationale, remediation]) expect(stdout).toContain(text);
    }
    for (const { title, severity, rationale, remediation } of CHANGE_CHECKS) {
      for (const text of [title, severity, rationale, remediation]) expect(stdout).toContain(text);
    }
    expect(stdout).toContain('  Controls:  AWS Security Hub MQ.6; NIST SP 800-53 Rev. 5 CP-10, CP-6(2), ');
  });

  it('lists everything about each check for programs', async () => {
    const { status, stdout, stderr } = await run(['checks', '--format', 'json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      checks: CHECKS.map(({ judge, reads, ...metadata }: Check) => ({
        ...metadata,
        ...(metadata.parameters && { parameters: expect.any(Object) }),
        guide: guideUrl(metadata),
      })),
      changeChecks: CHANGE_CHECKS.map(({ judgeChange, ...metadata }) => ({ ...metadata, guide: guideUrl(metadata) })),
    });
  });

  it('lists what the values of parameters are in words only', async () => {
    const { stdout } = await run(['checks', '--format', 'json']);
    expect(stdout).not.toMatch(/"pattern"/);
    const subnets = JSON.parse(stdout).checks.find(({ id }: Check) => id === 'rabbitmq-cluster-subnets');
    expect(subnets.parameters.minimumSubnets).toMatchObject({
      type: 'integer',
      expected: 'a whole number from 2 to 3',
    });
  });

  it('says which checks are opt-in, and how to set their parameters', async () => {
    const { stdout } = await run(['checks']);
    const [byDefault = '', optIn = '', ofChanges = ''] = stdout.split(/^(?:Opt-in|Only for changes).*:\n/m);
    const idsIn = (text: string) => text.match(/^\S+$/gm);
    expect(idsIn(byDefault)).toEqual(DEFAULT_CHECKS.map(({ id }) => id));
    expect(idsIn(optIn)).toEqual((CHECKS as readonly Check[]).filter(({ isOptIn }) => isOptIn).map(({ id }) => id));
    expect(idsIn(ofChanges)).toEqual(CHANGE_CHECKS.map(({ id }) => id));
    expect(optIn).toContain('  Parameter: minimumVersion (default: 3.13)\n');
    expect(optIn).toContain('  Parameter: minimumSubnets (2 to 3, default: 3)\n');
    expect(optIn).toContain('  Parameter: requiredTags (required)\n');
    const sets = [...optIn.matchAll(/^ +--set (.+)$/gm)].map(([, set = '']) => set.replaceAll("'", ''));
    const { status } = await run(['evaluate', '--checks', 'all', ...sets.flatMap((set) => ['--set', set])], {
      stdin: [JSON.stringify(cliAnswer(badBroker({ engineType: 'ACTIVEMQ' })))],
    });
    expect(status).toBe(0);
  });

  it('has its ids in bold, on a terminal only', async () => {
    expect((await run(['checks'], { useColour: true })).stdout).toContain(
      '\u001b[1mrabbitmq-general-logging\u001b[22m\n',
    );
    expect((await run(['checks'])).stdout).not.toContain('\u001b');
    expect((await run(['checks', '--format', 'json'], { useColour: true })).stdout).not.toContain('\u001b');
  });

  it('reads no input', async () => {
    const { status, stderr } = await run(['checks'], { isTTY: true, stdin: ['not json'] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
