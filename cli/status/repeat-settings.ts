import { toOptions } from '../../cdk/settings/options.ts';

/** Adds settings to the commands of the CDK in an action, except those that a command has itself. */
export function repeatSettings(action: string, settings: Readonly<Record<string, unknown>>): string {
  return action
    .split('\n')
    .map((line) => {
      if (!line.startsWith('npx cdk ')) return line;
      const others = Object.entries(settings).filter(([name]) => !line.includes(` -c ${name}=`));
      return `${line} ${toOptions(Object.fromEntries(others))}`.trimEnd();
    })
    .join('\n');
}
