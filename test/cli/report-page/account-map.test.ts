import type { Verdict } from '../../../checks/check.ts';
import type { ReportedBroker, ReportedPlace } from '../../../cli/organization-report/report.ts';
import { makeMap } from '../../../cli/report-page/account-map.ts';

const broker = (accountId: string | undefined, region: string | undefined, verdict: Verdict): ReportedBroker => ({
  key: `${accountId}/${region}/${verdict}`,
  accountId,
  region,
  results: [{ check: 'a-check', verdict, detail: 'A detail.' }],
});

const place = (accountId: string, region: string, visibility: ReportedPlace['visibility'] = 'seen'): ReportedPlace => ({
  accountId,
  region,
  visibility,
});

describe('the map of accounts and regions', () => {
  const map = makeMap({
    accounts: [
      { id: '222222222222', name: 'Beta', unit: 'Root/B' },
      { id: '111111111111', name: 'Alpha', unit: 'Root/B' },
      { id: '333333333333', name: 'Gamma', unit: 'Root/A' },
    ],
    places: [
      place('111111111111', 'us-east-1'),
      place('222222222222', 'eu-west-1', 'not-seen'),
      place('333333333333', 'eu-west-1'),
    ],
    brokers: [
      broker('111111111111', 'us-east-1', 'pass'),
      broker('111111111111', 'us-east-1', 'unknown'),
      broker('444444444444', 'ap-northeast-1', 'skip'),
      broker(undefined, 'eu-west-1', 'fail'),
      broker('111111111111', undefined, 'fail'),
    ],
  });

  test('has the regions of places and brokers', () => {
    expect(map.regions).toEqual(['ap-northeast-1', 'eu-west-1', 'us-east-1']);
  });

  test('has units and accounts in order, and what has no unit last', () => {
    expect(map.units.map(({ unit, accounts }) => [unit, accounts.map(({ id }) => id)])).toEqual([
      ['Root/A', ['333333333333']],
      ['Root/B', ['111111111111', '222222222222']],
      [undefined, ['444444444444']],
    ]);
  });

  test('has of each cell how many brokers there are, the gravest of them, and what was seen', () => {
    const [alpha, beta] = map.units[1]?.accounts ?? [];
    expect(alpha?.cells[2]).toMatchObject({ brokers: 2, standing: 'unknown', place: { visibility: 'seen' } });
    expect(beta?.cells[1]).toMatchObject({ brokers: 0, standing: undefined, place: { visibility: 'not-seen' } });
    expect(beta?.cells[0]).toMatchObject({ brokers: 0, standing: undefined, place: undefined });
  });

  test('takes a broker to which no check applies for one that is not known', () => {
    expect(map.units[2]?.accounts[0]?.cells[0]).toMatchObject({ brokers: 1, standing: 'unknown' });
  });

  test('only counts accounts without brokers where there are many, unless something of them was not seen', () => {
    const ids = Array.from({ length: 40 }, (_, number) => String(100_000_000_000 + number));
    const [first = '', second = ''] = ids;
    const { units } = makeMap({
      accounts: [],
      places: ids.map((id) => place(id, 'eu-west-1', id === first ? 'partly' : 'seen')),
      brokers: [broker(second, 'eu-west-1', 'pass')],
    });
    expect(units).toMatchObject([{ accounts: [{ id: first }, { id: second }], quiet: 38, quietPlaces: 38 }]);
  });
});
