import type { CompletedOption, CompletedValue, CompletionTree } from './completion.ts';

/** A script for fish. */
export function fishCompletion({ name, options, commands }: CompletionTree): string {
  const lineOf = (condition: string, rest: string) => `complete -c ${name} -n ${quoted(condition)} ${rest}`;
  const noCommand = '__fish_use_subcommand';
  return [
    `# Completion of ${name} for fish.`,
    '',
    `complete -c ${name} -f`,
    ...options.map((option) => lineOf(noCommand, optionOf(option))),
    ...commands.map(({ name: command, summary }) => lineOf(noCommand, `-a ${command} -d ${quoted(summary)}`)),
    ...commands.flatMap((command) => {
      const condition = `__fish_seen_subcommand_from ${command.name}`;
      const operand = command.operand ? valueFor(command.operand) : '';
      return [
        ...(operand === '' ? [] : [lineOf(condition, operand)]),
        ...command.options.map((option) => lineOf(condition, optionOf(option))),
      ];
    }),
    '',
  ].join('\n');
}

function optionOf({ flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const values = value ? ` -r ${valueFor(value)}` : '';
  return `${names.join(' ')} -d ${quoted(description)}${values}`.trimEnd();
}

function valueFor(value: CompletedValue): string {
  switch (value.kind) {
    case 'choice':
    // fish adds no space after `=`.
    case 'beginning':
      return `-f -a ${quoted(value.words.join(' '))}`;
    case 'list':
      return `-f -a ${quoted(`(__fish_append , ${value.words.join(' ')})`)}`;
    case 'file':
      return '-F';
    case 'any':
      return '-f';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
