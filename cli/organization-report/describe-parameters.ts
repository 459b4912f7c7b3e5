import type { ReportedCheck } from './report.ts';

/** Values as a text, such as `minimumVersion=4.2`, without those that ask for nothing; `undefined` if there are none. */
export function describeParameters(parameters: ReportedCheck['parameters'] = {}): string | undefined {
  const given = Object.entries(parameters).filter(([, value]) => value !== '');
  return given.length === 0 ? undefined : given.map(([name, value]) => `${name}=${value}`).join(', ');
}
