import type { DefineCommand } from './define-command.ts';

interface CommandEntry {
  readonly name: string;
  /** What the list of commands in the help has after the name, as Commander writes it. */
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<DefineCommand>;
}

/** The commands, in the order of the help. Each is loaded only if it is called, or its help is printed. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'evaluate',
    usage: '[options] [file...]',
    summary: 'evaluate the brokers in files and folders',
    load: async () => (await import('./evaluate.ts')).defineEvaluate,
  },
  {
    name: 'init',
    usage: '[options] [folder]',
    summary: 'write a configuration file and a CI job',
    load: async () => (await import('./init.ts')).defineInit,
  },
  {
    name: 'scan',
    usage: '[options]',
    summary: 'evaluate the brokers of AWS accounts',
    load: async () => (await import('./scan.ts')).defineScan,
  },
  {
    name: 'report',
    usage: '[options] [file...]',
    summary: 'report where the brokers of an organization stand',
    load: async () => (await import('./report.ts')).defineReport,
  },
  {
    name: 'preflight',
    usage: '[options]',
    summary: 'check whether the organization or account is ready for the deployment',
    load: async () => (await import('./preflight.ts')).definePreflight,
  },
  {
    name: 'scp',
    usage: '[options]',
    summary: 'print the service control policy that protects a deployment',
    load: async () => (await import('./scp.ts')).defineScp,
  },
  {
    name: 'status',
    usage: '[options]',
    summary: 'look at a deployment, and print the commands that repair it',
    load: async () => (await import('./status.ts')).defineStatus,
  },
  {
    name: 'definitions',
    usage: '[options] <file>',
    summary: 'check a definitions export before you replace a broker',
    load: async () => (await import('./definitions.ts')).defineDefinitions,
  },
  {
    name: 'plan',
    usage: '[options] [broker]',
    summary: 'plan the replacement of a broker that fails',
    load: async () => (await import('./plan.ts')).definePlan,
  },
  {
    name: 'checks',
    usage: '[options]',
    summary: 'list the checks',
    load: async () => (await import('./checks.ts')).defineChecks,
  },
  {
    name: 'completion',
    usage: '<shell>',
    summary: 'print a script that completes commands in a shell',
    load: async () => (await import('./completion.ts')).defineCompletion,
  },
];
