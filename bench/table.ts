/** One comparison. `ratio` is `measured` by `against`, whose unit is the same. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly against: number;
  readonly reference: string;
  readonly unit: 'ms' | 'MiB';
  /** The ratio is to be at most this. */
  readonly aim?: number | undefined;
}

const HEADINGS = ['what', 'measured', 'against', 'ratio', 'aim'];

/** An aligned table. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [HEADINGS, ...rows.map(renderRow)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => line.map((cell, column) => align(cell, column, widths[column] ?? 0)).join('   '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function renderRow({ what, measured, against, reference, unit, aim }: Row): readonly string[] {
  const ratio = measured / against;
  return [
    what,
    renderAmount(measured, unit),
    `${renderAmount(against, unit)} ${reference}`,
    `${ratio.toFixed(2)} ×`,
    aim === undefined ? '' : `≤ ${aim.toFixed(2)} × ${ratio <= aim ? 'met' : 'MISSED'}`,
  ];
}

function renderAmount(amount: number, unit: Row['unit']): string {
  return `${amount < 10 ? amount.toFixed(2) : amount.toFixed(0)} ${unit}`;
}

const NUMERIC = new Set(['measured', 'ratio']);

function align(cell: string, column: number, width: number): string {
  return NUMERIC.has(HEADINGS[column] ?? '') ? cell.padStart(width) : cell.padEnd(width);
}
