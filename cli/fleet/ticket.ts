import { printable } from '../text/printable.ts';
import { toUsd } from './prices.ts';
import type { FleetRow } from './row.ts';
import { sizeText } from './size.ts';

/** A ticket for a broker, as plain text. The first line is its title. */
export function renderTicket(row: FleetRow): string {
  const { place, why, toDo, state, wave, before, after, fix, files, exemption } = row;
  const name = row.name ?? row.id ?? 'the broker';
  const title = titleOf(row, name);
  const steps = [...(files.get('runbook.md')?.text ?? '').matchAll(/^## (.+)$/gm)].map(([, step]) => step ?? '');
  const paragraphs = [
    [`${title} (${place})`],
    list('Why', why),
    exemption ? [`Exempt until ${exemption.until}, in part: ${exemption.reason}`] : [],
    [`State: ${state}${wave === undefined ? '' : `, wave ${wave}`}`],
    list('To do next', toDo),
    ...(fix === 'new broker'
      ? [[`New broker: ${row.newName ?? 'not known'}${row.newId === undefined ? '' : ` (${row.newId})`}`]]
      : []),
    ...(fix === 'new broker' && state !== 'deleted'
      ? [[`Size: from ${sizeText(before)} to ${sizeText(after)}`], [priceText(row)]]
      : []),
    steps.length > 0 ? ['Steps, each in runbook.md:', ...steps] : [],
    files.size > 0 ? [`Files beside this one: ${[...files.keys()].join(', ')}`] : [],
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map(printable).join('\n')}\n`)
    .join('\n');
}

function titleOf({ fix, state }: FleetRow, name: string): string {
  if (fix === undefined) return `The broker ${name}: ${state}`;
  if (state === 'unknown') return `Find out what replaces the broker ${name}`;
  return fix === 'in place'
    ? `Turn on general logging of the broker ${name}`
    : `Replace the broker ${name} with a private cluster`;
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `- ${item}`)];
}

/** What it costs, if anything is known of it. */
function priceText({ before, after }: FleetRow): string {
  if (before?.price === undefined && after?.price === undefined) {
    return 'The price of the instances is not known: plan with --prices. You pay for both brokers while it moves.';
  }
  return (
    `USD a month for the instances: from ${toUsd(before?.price)} to ${toUsd(after?.price)}. ` +
    'Storage and data transfer are extra, and you pay for both brokers while it moves.'
  );
}
