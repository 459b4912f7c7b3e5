import { markdownTable } from 'markdown-table';

/** One comparison. Its ratio is `measured` divided by `against`, in the same unit. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  /** What the revision before comes to, if it is measured, too. */
  readonly before?: number | undefined;
  readonly against: number;
  /** What `before` is compared with, if that is something else. */
  readonly againstBefore?: number | undefined;
  readonly reference: string;
  readonly unit: 'ms' | 'MiB';
  /** The ratio should be at most this. */
  readonly aim?: number | undefined;
}

/** A Markdown table. @param isCompared whether there is a column for the revision before */
export function renderTable(rows: readonly Row[], isCompared = false): string {
  const before = isCompared ? ['before'] : [];
  const headings = ['what', 'measured', 'against', 'ratio', ...before, 'aim'];
  const align = ['', 'r', '', 'r', ...before.map(() => 'r'), ''];
  return markdownTable([headings, ...rows.map((row) => renderRow(row, isCompared))], { align });
}

function renderRow(row: Row, isCompared: boolean): readonly string[] {
  const { what, measured, before, against, againstBefore = against, reference, unit, aim } = row;
  const ratio = measured / against;
  const earlier = before === undefined ? '—' : `${renderAmount(before, unit)}, ${renderRatio(before / againstBefore)}`;
  return [
    what,
    renderAmount(measured, unit),
    `${renderAmount(against, unit)} ${reference}`,
    renderRatio(ratio),
    ...(isCompared ? [earlier] : []),
    aim === undefined ? '' : `≤ ${renderRatio(aim)} ${ratio <= aim ? 'met' : 'MISSED'}`,
  ];
}

function renderRatio(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}

function renderAmount(amount: number, unit: Row['unit']): string {
  return `${amount < 10 ? amount.toFixed(2) : amount.toFixed(0)} ${unit}`;
}
