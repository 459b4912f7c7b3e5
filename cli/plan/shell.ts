/** A command over several lines. Each entry is an option with its value. */
export function shellCommand(command: string, options: readonly string[], indent = ''): string {
  return [`${indent}${command}`, ...options.map((option) => `${indent}  ${option}`)].join(' \\\n');
}
