import { quote } from 'shlex';
import { printableJson } from '../text/printable.ts';

/** A command over several lines. Each entry is an option with its value. */
export function shellCommand(command: string, options: readonly string[], indent = ''): string {
  return [`${indent}${command}`, ...options.map((option) => `${indent}  ${option}`)].join(' \\\n');
}

/** How the commands find this program where it is not installed, in Markdown. */
export const IN_A_CHECKOUT =
  'In a checkout of this program, run `npm ci` and `npm run build`, then define ' +
  '`rabbitmq-conformance() { node CHECKOUT/dist/cli/index.js "$@"; }`.';

/** A value in JSON as a shell word. */
export function shellJson(value: unknown): string {
  return quote(printableJson(JSON.stringify(value)));
}

/** Tags in the form that services other than Amazon MQ expect. */
export function tagList(
  tags: ReadonlyMap<string, string>,
): readonly { readonly Key: string; readonly Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
