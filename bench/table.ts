import { markdownTable } from 'markdown-table';

/** One comparison. Its ratio is `measured` divided by `against`, in the same unit. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly against: number;
  readonly reference: string;
  readonly unit: 'ms' | 'MiB';
  /** The ratio should be at most this. */
  readonly aim?: number | undefined;
}

const HEADINGS = ['what', 'measured', 'against', 'ratio', 'aim'];

/** A Markdown table. */
export function renderTable(rows: readonly Row[]): string {
  return markdownTable([HEADINGS, ...rows.map(renderRow)], { align: ['', 'r', '', 'r', ''] });
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
