import type { WaveRule } from '../../../cli/fleet/waves.ts';
import { parseWaves, titleOf, waveOf } from '../../../cli/fleet/waves.ts';
import { SUBNETS } from '../plan/described.ts';
import { run } from '../support.ts';
import { brokerIn, GOOD } from './fleet-of-200.ts';
import { createFleetRuns } from './support.ts';

const { plan } = createFleetRuns();

describe('a rule', () => {
  it.each<[string, WaveRule | 'key' | 'values']>([
    ['tag:environment=dev,test,prod', { by: { tag: 'environment' }, values: ['dev', 'test', 'prod'] }],
    ['tag:team name=a', { by: { tag: 'team name' }, values: ['a'] }],
    ['account=111122223333, 444455556666', { by: 'account', values: ['111122223333', '444455556666'] }],
    ['region=eu-west-1', { by: 'region', values: ['eu-west-1'] }],
    ['environment=dev', 'key'],
    ['tag:=dev', 'key'],
    ['tag:environment', 'key'],
    ['tag:environment=', 'values'],
    ['tag:environment=dev,,prod', 'values'],
    ['tag:environment=dev,dev', 'values'],
    ['', 'key'],
  ])('%s', (text, rule) => {
    expect(parseWaves(text)).toEqual(rule);
  });

  it.each([
    ['the wave of its value', 'tag:environment=dev,prod', 'prod', 2, 'environment is prod'],
    [
      'the last wave, as its value is not named',
      'tag:environment=dev,prod',
      'qa',
      3,
      'All others: environment is none of dev, prod',
    ],
    ['the last wave, as it has no such tag', 'tag:stage=dev,prod', 'dev', 3, 'All others: stage is none of dev, prod'],
    ['the wave of its account', 'account=1,2', 'x', 2, 'account is 2'],
    ['the wave of its region', 'region=here', 'x', 1, 'region is here'],
  ])('puts a broker into %s', (_, text, environment, wave, title) => {
    const rule = parseWaves(text) as WaveRule;
    const subject = { account: '2', region: 'here', tags: new Map([['environment', environment]]) };
    expect(waveOf(subject, rule)).toBe(wave);
    expect(titleOf(wave, rule)).toBe(title);
  });
});

describe('the quota', () => {
  const place = (region: string, bad: number, good: number) => ({
    account: '111122223333',
    region,
    brokers: Array.from({ length: bad + good }, (_, number) =>
      brokerIn('111122223333', region, number, number < bad ? { SubnetIds: SUBNETS } : GOOD),
    ),
  });

  it.each([
    ['is enough', 5, 5, 15, undefined],
    [
      'has room for some',
      5,
      5,
      12,
      'Wave 1 creates 5 brokers in 111122223333/eu-west-1, where there are 10 of at most 12: there is room for 2. ' +
        'Move at most 2 at a time and delete the old brokers before the next, or ask AWS for a higher quota.',
    ],
    [
      'has room for none',
      1,
      9,
      10,
      'Wave 1 creates 1 broker in 111122223333/eu-west-1, where there are 10 of at most 10: there is room for none. Ask AWS for a higher quota.',
    ],
  ])('%s', async (_, bad, good, quota, message) => {
    const places = [place('eu-west-1', bad, good), place('us-east-1', 1, 0)];
    const { stderr, page } = await plan(places, ['--broker-quota', String(quota)]);
    if (message === undefined) expect(stderr).not.toContain('quota');
    else expect(stderr).toBe(`broker quota: ${message}\n`);
    expect(page.includes('do not fit into the broker quota')).toBe(message !== undefined);
  });
});

test('a place that was not read completely has at least the brokers that are known', async () => {
  const one = brokerIn('111122223333', 'eu-west-1', 1, { SubnetIds: SUBNETS });
  const two = brokerIn('111122223333', 'eu-west-1', 2, { SubnetIds: SUBNETS });
  const place = { account: '111122223333', region: 'eu-west-1', brokers: [one, two], problems: ['cannot be listed.'] };
  const { page } = await plan([place], ['--broker-quota', '3']);
  expect(page).toContain('where there are at least 2 of at most 3: there is room for at most 1.');
});

describe('the command line', () => {
  const GIVEN = ['plan', '--inventory', 'x', '--output-folder', 'y'];

  it.each([
    ['no broker', ['plan'], "missing required argument 'broker', or --inventory"],
    ['no folder', ['plan', '--inventory', 'x'], '--inventory needs --output-folder'],
    [
      'a folder without an inventory',
      ['plan', 'b', '--output-folder', 'y'],
      "'--output-folder <folder>' needs --inventory",
    ],
    ['exemptions without an inventory', ['plan', 'b', '--exemptions', 'y'], "'--exemptions <file>' needs --inventory"],
    ['an option for one broker', [...GIVEN, '--name', 'orders'], "cannot be used with option '--name <name>'"],
    [
      'waves by nothing known',
      [...GIVEN, '--waves', 'environment=dev'],
      'Expected tag:<key>, account or region before the =, such as tag:environment=dev,test,prod',
    ],
    ['waves of one value twice', [...GIVEN, '--waves', 'account=1,1'], 'Expected distinct values after the ='],
    ['no quota', [...GIVEN, '--broker-quota', '0'], 'Expected a whole number from 1 to 99999.'],
    ['no exemption file', [...GIVEN, '--exemptions', '/none'], '/none: cannot be read'],
    ['no network map', [...GIVEN, '--network', '/none'], '/none: cannot be read'],
  ])('is refused with %s', async (_, args, message) => {
    const { status, stderr, stdout } = await run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
