import type { OrganizationReport, ReportedBroker, ReportedPlace } from '../organization-report/report.ts';
import { STANDINGS, standingOf } from '../organization-report/summary.ts';
import type { Standing } from './rows.ts';

/** What is known of an account in a region. Without brokers and a place, the report is not about it. */
export interface MapCell {
  readonly region: string;
  readonly place?: ReportedPlace | undefined;
  readonly brokers: number;
  /** The gravest of its brokers. */
  readonly standing?: Standing | undefined;
}

export interface MapAccount {
  readonly id: string;
  readonly name?: string | undefined;
  /** One for each region of the map. */
  readonly cells: readonly MapCell[];
}

export interface MapUnit {
  readonly unit?: string | undefined;
  readonly accounts: readonly MapAccount[];
  /** Seen as a whole, and without brokers: not worth a row each. */
  readonly quiet: number;
  /** The places of those. */
  readonly quietPlaces: number;
}

export interface AccountMap {
  readonly regions: readonly string[];
  readonly units: readonly MapUnit[];
}

// So many rows fit on a screen.
const FEW_ACCOUNTS = 20;

/** Accounts by unit and region. Brokers of which the account or region is not known are only in the table. */
export function makeMap({
  accounts,
  places,
  brokers,
}: Pick<OrganizationReport, 'accounts' | 'places' | 'brokers'>): AccountMap {
  const placed = brokers.filter(({ accountId, region }) => accountId !== undefined && region !== undefined);
  const regions = [...new Set([...places, ...placed].map(({ region = '' }) => region))].sort();
  const placesByKey = new Map(places.map((place) => [keyOf(place), place]));
  const brokersByKey = Map.groupBy(placed, keyOf);
  const known = new Map(accounts.map((account) => [account.id, account]));
  const ids = new Set([...places, ...placed].map(({ accountId = '' }) => accountId));
  const rows = [...ids].map((id) => ({
    id,
    name: known.get(id)?.name,
    unit: known.get(id)?.unit,
    cells: regions.map((region) => {
      const key = keyOf({ accountId: id, region });
      return cellOf(region, placesByKey.get(key), brokersByKey.get(key) ?? []);
    }),
  }));
  const byUnit = [...Map.groupBy(rows, ({ unit }) => unit)].sort(([a = '\uffff'], [b = '\uffff']) => (a < b ? -1 : 1));
  const isShort = rows.length <= FEW_ACCOUNTS;
  const units = byUnit.map(([unit, inUnit]) => {
    const shown = isShort ? inUnit : inUnit.filter(({ cells }) => !cells.every(isQuiet));
    const quiet = isShort ? [] : inUnit.filter(({ cells }) => cells.every(isQuiet));
    const labelOf = ({ name, id }: { readonly name?: string | undefined; readonly id: string }) => name ?? id;
    return {
      unit,
      accounts: shown.toSorted((a, b) => labelOf(a).localeCompare(labelOf(b), 'en', { numeric: true })),
      quiet: quiet.length,
      quietPlaces: quiet.flatMap(({ cells }) => cells).filter(({ place }) => place !== undefined).length,
    };
  });
  return { regions, units };
}

function keyOf({
  accountId,
  region,
}: {
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}) {
  return `${accountId}/${region}`;
}

function cellOf(region: string, place: ReportedPlace | undefined, brokers: readonly ReportedBroker[]): MapCell {
  const standings = brokers.map(standingOf).map((verdict) => (verdict === 'skip' ? 'unknown' : verdict));
  const standing = STANDINGS.find((one) => standings.includes(one));
  return { region, place, brokers: brokers.length, standing };
}

function isQuiet({ place, brokers }: MapCell): boolean {
  return brokers === 0 && (place === undefined || place.visibility === 'seen');
}
