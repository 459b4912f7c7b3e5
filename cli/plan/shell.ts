/** A word of a shell command between single quotes, in which nothing has a meaning but the quote itself. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command over several lines. Each entry is an option with its value. */
export function shellCommand(command: string, options: readonly string[], indent = ''): string {
  return [`${indent}${command}`, ...options.map((option) => `${indent}  ${option}`)].join(' \\\n');
}
