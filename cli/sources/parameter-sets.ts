import type { SourceFindings } from './reading.ts';

/** Values for parameters by name, `undefined` for one whose value is not known. */
export type ParameterValues = Readonly<Record<string, string | undefined>>;

/** Values for the parameters of templates, and for the variables of Terraform configuration. */
export interface ParameterSet {
  readonly values: ParameterValues;
  /** Where they are given, for messages. */
  readonly from: string;
  /** The templates that they are for, by path. Without it, all. */
  readonly templates?: { readonly glob: string; readonly has: (path: string) => boolean };
  /** What a name that no template has is: a problem, a notice, or nothing because not all templates are read. */
  readonly unused: 'problem' | 'notice' | 'silent';
}

/** @param sets where several give a value for the same parameter, the last one counts */
export function createParameterSets(sets: readonly ParameterSet[]) {
  const own = new Set<string>();
  const declared = new Map(sets.map((set) => [set, new Set<string>()]));
  let isTemplateRead = false;
  const setsFor = (path: string) => sets.filter(({ templates }) => templates === undefined || templates.has(path));

  /** The values for the template in a file. */
  function valuesFor(path: string): ParameterValues {
    isTemplateRead = true;
    return Object.assign({}, ...setsFor(path).map(({ values }) => values));
  }

  /** Remembers that a template has a parameter. */
  function onParameter(name: string, path: string): void {
    for (const set of setsFor(path)) {
      declared.get(set)?.add(name);
      if (set.templates && Object.hasOwn(set.values, name)) own.add(path);
    }
  }

  /** The names that no template has. They may be misspelled. */
  function findings(): readonly SourceFindings[] {
    if (!isTemplateRead) return [];
    return sets.flatMap((set) => {
      const { from, values, templates, unused } = set;
      const which = templates ? ` that ${JSON.stringify(templates.glob)} matches` : '';
      const messages = Object.keys(values)
        .filter((name) => !declared.get(set)?.has(name))
        .map((name) => `no template or Terraform configuration${which} has the parameter ${JSON.stringify(name)}.`);
      if (messages.length === 0 || unused === 'silent') return [];
      const [problems, notices] = unused === 'problem' ? [messages, []] : [[], messages];
      return [{ source: from, readings: [], problems, notices }];
    });
  }

  /** Whether the template in a file has a parameter with a value that is not for all templates. */
  const hasOwn = (path: string): boolean => own.has(path);

  return { valuesFor, onParameter, hasOwn, findings };
}
