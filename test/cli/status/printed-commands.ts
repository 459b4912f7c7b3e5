import type { Row } from '../../../cli/organization/rows.ts';

/** A command, and the account whose administrator runs it; that of the deployment if there is none. */
export interface PrintedCommand {
  readonly accountId?: string;
  readonly command: string;
}

/** The commands of a row as a person reads it: what is not a command says for which accounts the next ones are. */
export function commandsOf({ action = '', accounts = [] }: Row): readonly PrintedCommand[] {
  const commands: PrintedCommand[] = [];
  let places: readonly string[] | undefined;
  let lines: string[] = [];
  const end = () => {
    const command = lines.join('\n');
    lines = [];
    if (command === '') return;
    if (places === undefined) commands.push({ command });
    for (const accountId of places ?? []) {
      commands.push({ accountId, command: command.replaceAll('<account>', accountId) });
    }
  };
  for (const line of action.split('\n')) {
    if (/^(aws|npx|for|done| )/.test(line)) {
      lines.push(withoutRemark(line));
      continue;
    }
    end();
    const named = /^In (?:each of the )?accounts? ([\d, ]+): ?(.*)$/.exec(line);
    if (named) places = named[1]?.split(', ');
    else if (line === 'In each of these accounts:') places = accounts;
    if (named?.[2]) lines.push(named[2]);
  }
  end();
  return commands;
}

/** What fails without harm if it was done before. */
function withoutRemark(line: string): string {
  return line.includes('# unless it exists') ? `${line.split(' #')[0]} || true` : line;
}
