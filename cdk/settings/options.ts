import { quote } from 'shlex';

/** Settings as options of the CDK and of the command line, in words of a shell. What is `undefined` is left out. */
export function toOptions(settings: Readonly<Record<string, unknown>>): string {
  return Object.entries(settings)
    .flatMap(([name, value]) => {
      if (value === undefined) return [];
      const text = typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value);
      return [`-c ${quote(`${name}=${text}`)}`];
    })
    .join(' ');
}
