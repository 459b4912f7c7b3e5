import { renderRows } from '../report/formats/csv.ts';
import type { FleetRow } from './row.ts';

const COLUMNS: Readonly<Record<string, (row: FleetRow) => string | number | undefined>> = {
  wave: ({ wave }) => wave,
  account: ({ account }) => account,
  region: ({ region }) => region,
  broker: ({ name }) => name,
  id: ({ id }) => id,
  state: ({ state }) => state,
  fix: ({ fix }) => fix,
  why: ({ why }) => why.join(' '),
  toDo: ({ toDo }) => toDo.join(' '),
  newBroker: ({ newName }) => newName,
  newId: ({ newId }) => newId,
  engineVersionBefore: ({ before }) => before?.engineVersion,
  deploymentModeBefore: ({ before }) => before?.deploymentMode,
  instanceTypeBefore: ({ before }) => before?.hostInstanceType,
  usdPerMonthBefore: ({ before }) => rounded(before?.price),
  engineVersionAfter: ({ after }) => after?.engineVersion,
  deploymentModeAfter: ({ after }) => after?.deploymentMode,
  instanceTypeAfter: ({ after }) => after?.hostInstanceType,
  usdPerMonthAfter: ({ after }) => rounded(after?.price),
  exemptUntil: ({ exemption }) => exemption?.until,
  exemptReason: ({ exemption }) => exemption?.reason,
  folder: ({ folder }) => folder,
};

// Cents: a sum of hours has more digits than anybody pays.
function rounded(price: number | undefined): number | undefined {
  return price === undefined ? undefined : Math.round(price * 100) / 100;
}

/** One row a broker. An empty cell is not known, or there is nothing to say. */
export function renderFleetCsv(rows: readonly FleetRow[]): string {
  return renderRows([Object.keys(COLUMNS), ...rows.map((row) => Object.values(COLUMNS).map((cell) => cell(row)))]);
}
