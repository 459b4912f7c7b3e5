import { quote } from 'shlex';
import type { CompletedOption, CompletedValue, CompletionTree } from './completion.ts';

/** A script for zsh, for a folder of `fpath` or for `source`. */
export function zshCompletion({ name, options, commands }: CompletionTree): string {
  const named = commands.map((command) => `        ${quote(`${command.name}:${command.summary}`)}`);
  const cases = commands.map((command) => {
    const operand = command.operand ? [quote(`*:${command.operand.kind}${actionOf(command.operand)}`)] : [];
    return [
      `        ${command.name})`,
      `          _arguments ${[...command.options.flatMap(specsOf), ...operand].join(' \\\n            ')}`,
      '          ;;',
    ].join('\n');
  });
  return `\
#compdef ${name}
# Completion of ${name} for zsh.

_rabbitmq_conformance() {
  local curcontext="$curcontext" state
  local -a line commands
  typeset -A opt_args
  _arguments -C ${options.flatMap(specsOf).join(' \\\n    ')} \\
    '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      commands=(
${named.join('\n')}
      )
      _describe 'command' commands
      ;;
    argument)
      case $line[1] in
${cases.join('\n')}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _${name} ]]; then
  _rabbitmq_conformance "$@"
else
  compdef _rabbitmq_conformance ${name}
fi
`;
}

function specsOf({ flags, description, value }: CompletedOption): readonly string[] {
  const explanation = description.replaceAll(/[[\]:\\]/g, '\\$&');
  return flags.map((flag) => {
    if (!value) return quote(`(- *)${flag}[${explanation}]`);
    const long = flag.startsWith('--') ? '=' : '';
    return quote(`*${flag}${long}[${explanation}]:${value.kind}${actionOf(value)}`);
  });
}

function actionOf(value: CompletedValue): string {
  switch (value.kind) {
    case 'choice':
      return `:(${value.words.join(' ')})`;
    case 'beginning':
      return `:compadd -S "" - ${value.words.join(' ')}`;
    case 'list':
      return `:_sequence compadd - ${value.words.join(' ')}`;
    case 'file':
      return ':_files';
    case 'any':
      return ': ';
  }
}
