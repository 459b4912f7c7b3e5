import { printable } from '../text/printable.ts';
import { toUsd } from './prices.ts';
import type { FleetRow, Size } from './row.ts';

/** A ticket for a broker, as plain text. The first line is its title. */
export function renderTicket(row: FleetRow): string {
  const { place, why, missing, state, wave, before, after, fix, files, exemption } = row;
  const name = row.name ?? row.id ?? 'the broker';
  const title = titleOf(row, name);
  const steps = [...(files.get('runbook.md')?.text ?? '').matchAll(/^## (.+)$/gm)].map(([, step]) => step ?? '');
  const paragraphs = [
    [`${title} (${place})`],
    list('Why', why),
    exemption ? [`Exempt until ${exemption.until}, in part: ${exemption.reason}`] : [],
    [`State: ${state}${wave === undefined ? '' : `, wave ${wave}`}`],
    list('Missing to go on', missing),
    ...(fix === 'new broker'
      ? [[`New broker: ${row.newName ?? 'not known'}${row.newId === undefined ? '' : ` (${row.newId})`}`]]
      : []),
    ...(fix === 'new broker' && state !== 'deleted'
      ? [
          [`Size: ${sizeText(before)} now, ${sizeText(after)} afterwards`],
          [
            `USD a month for the instances: ${toUsd(before?.price)} now, ${toUsd(after?.price)} afterwards. ` +
              'Storage and data transfer are extra, and you pay for both brokers while it moves.',
          ],
        ]
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
  return fix === 'in place'
    ? `Turn on general logging of the broker ${name}`
    : `Replace the broker ${name} with a private cluster`;
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${title}:`, ...items.map((item) => `- ${item}`)];
}

function sizeText(size: Size | undefined): string {
  const { hostInstanceType = 'not known', deploymentMode = 'not known' } = size ?? {};
  return `${hostInstanceType}, ${deploymentMode}`;
}
