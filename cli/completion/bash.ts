import type { CompletedValue, CompletionTree } from './completion.ts';

/** A script for bash, from version 3.2 on, which macOS has. */
export function bashCompletion({ name, options, commands }: CompletionTree): string {
  const values = commands.flatMap((command) =>
    command.options.flatMap(({ flags, value }) =>
      value ? [`    ${flags.map((flag) => `'${command.name} ${flag}'`).join('|')}) ${reply(value)}; return ;;`] : [],
    ),
  );
  const flagsOf = (list: typeof options) => list.flatMap(({ flags }) => flags);
  const names = commands.map((command) => command.name);
  const operands = commands.map((command) => {
    const flags = `_rabbitmq_conformance_words '${flagsOf(command.options).join(' ')}'`;
    return `    ${command.name}) if [[ $cur == -* ]]; then ${flags}; else ${reply(command.operand)}; fi ;;`;
  });
  return `\
# Completion of ${name} for bash.

# Words that begin with what is there; after a comma, with what follows it.
_rabbitmq_conformance_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$cur")
}

_rabbitmq_conformance_list() {
  local word before=''
  [[ $cur == *,* ]] && before="\${cur%,*},"
  while IFS= read -r word; do COMPREPLY+=("$before$word"); done < <(compgen -W "$1" -- "\${cur##*,}")
}

# Words after which a value follows, not a space.
_rabbitmq_conformance_beginning() {
  compopt -o nospace 2>/dev/null
  _rabbitmq_conformance_words "$1"
}

_rabbitmq_conformance_files() {
  local word
  compopt -o filenames 2>/dev/null
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$cur")
}

_rabbitmq_conformance() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev='' command='' index
  COMPREPLY=()
  ((COMP_CWORD > 0)) && prev="\${COMP_WORDS[COMP_CWORD - 1]}"
  # bash makes --option=value three words.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' ]] && ((COMP_CWORD > 1)); then
    prev="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    if [[ \${COMP_WORDS[index]} != -* ]]; then
      command="\${COMP_WORDS[index]}"
      break
    fi
  done
  case "$command $prev" in
${values.join('\n')}
  esac
  case "$command" in
    '') _rabbitmq_conformance_words '${[...names, ...flagsOf(options)].join(' ')}' ;;
${operands.join('\n')}
  esac
}

complete -F _rabbitmq_conformance ${name}
`;
}

function reply(value: CompletedValue | undefined): string {
  switch (value?.kind) {
    case 'choice':
      return `_rabbitmq_conformance_words '${value.words.join(' ')}'`;
    case 'beginning':
      return `_rabbitmq_conformance_beginning '${value.words.join(' ')}'`;
    case 'list':
      return `_rabbitmq_conformance_list '${value.words.join(' ')}'`;
    case 'file':
      return '_rabbitmq_conformance_files';
    default:
      return ':';
  }
}
