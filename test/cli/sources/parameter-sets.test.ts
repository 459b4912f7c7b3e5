import type { ParameterSet } from '../../../cli/sources/parameter-sets.ts';
import { createParameterSets } from '../../../cli/sources/parameter-sets.ts';

const set = (values: ParameterSet['values'], more: Partial<ParameterSet> = {}): ParameterSet => ({
  values,
  from: '--parameters',
  unused: 'problem',
  ...more,
});
const onlyFor = (path: string) => ({ templates: { glob: path, has: (other: string) => other === path } });

describe('the values for a template', () => {
  it.each<[string, readonly ParameterSet[], ParameterSet['values']]>([
    ['are those of all sets', [set({ A: '1' }), set({ B: '2' })], { A: '1', B: '2' }],
    ['are the last ones', [set({ A: '1' }), set({ A: '2' })], { A: '2' }],
    ['are not those for others', [set({ A: '1' }), set({ A: '2' }, onlyFor('b.yaml'))], { A: '1' }],
    ['are those for it', [set({ A: '1' }), set({ A: '2' }, onlyFor('a.yaml'))], { A: '2' }],
    ['may be unknown, whatever an earlier set says', [set({ A: '1' }), set({ A: undefined })], { A: undefined }],
  ])('%s', (_, sets, values) => {
    expect(createParameterSets(sets).valuesFor('a.yaml')).toStrictEqual(values);
  });
});

describe('a name that no template has', () => {
  /** What is said after a template in a file, with these parameters, was read. */
  function say(sets: readonly ParameterSet[], names: readonly string[] = []) {
    const parameters = createParameterSets(sets);
    parameters.valuesFor('a.yaml');
    for (const name of names) parameters.onParameter(name, 'a.yaml');
    return parameters.findings().map(({ source, problems, notices }) => ({ source, problems, notices }));
  }
  const unused = 'no template or Terraform configuration has the parameter "Mod".';

  it.each<[string, readonly ParameterSet[], ReturnType<typeof say>]>([
    ['is a problem', [set({ Mod: 'x' })], [{ source: '--parameters', problems: [unused], notices: [] }]],
    [
      'is a notice',
      [set({ Mod: 'x' }, { unused: 'notice', from: 'prod.json' })],
      [{ source: 'prod.json', problems: [], notices: [unused] }],
    ],
    ['is nothing if not all are read', [set({ Mod: 'x' }, { unused: 'silent' })], []],
    [
      'is said with the files that it is for',
      [set({ Mode: 'x' }, onlyFor('b.yaml'))],
      [
        {
          source: '--parameters',
          problems: ['no template or Terraform configuration that "b.yaml" matches has the parameter "Mode".'],
          notices: [],
        },
      ],
    ],
    ['is not one that a template has', [set({ Mode: 'x' })], []],
  ])('%s', (_, sets, said) => {
    expect(say(sets, ['Mode'])).toEqual(said);
  });

  it('is nothing if no template is read', () => {
    expect(createParameterSets([set({ Mod: 'x' })]).findings()).toEqual([]);
  });
});
