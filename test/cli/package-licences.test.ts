import { mkdirSync } from 'node:fs';
import { findThirdParties, renderThirdParties } from '../../scripts/third-party-licences.ts';
import { temporaryFolder } from './support.ts';

const folder = temporaryFolder();

/** A package in a folder of its own, as it is installed. @returns the path of a source of it */
function install(name: string, license: unknown, texts: Readonly<Record<string, string>> = {}): string {
  const base = `node_modules/${name}`;
  mkdirSync(folder.path(`${base}/dist`), { recursive: true });
  folder.write(`${base}/package.json`, { name: name.replace(/^.*node_modules\//, ''), version: '1.2.3', license });
  for (const [file, text] of Object.entries(texts)) folder.write(`${base}/${file}`, text);
  return folder.path(`${base}/dist/index.js`);
}

describe('the third parties of a bundle', () => {
  it('are the packages that its files are of, each once', () => {
    const inputs = [
      install('plain', 'MIT', { LICENSE: 'Copyright A\n' }),
      install('plain', 'MIT', { LICENSE: 'Copyright A\n' }).replace('index', 'other'),
      install('@scope/scoped', 'ISC', { 'license.md': 'Copyright B' }),
      install('plain/node_modules/nested', 'BSD-3-Clause', { 'LICENSE.txt': 'Copyright C' }),
      'cli/index.ts',
    ];
    expect(findThirdParties(inputs)).toEqual([
      { name: '@scope/scoped 1.2.3', licence: 'ISC', texts: ['Copyright B'] },
      { name: 'plain 1.2.3', licence: 'MIT', texts: ['Copyright A'] },
      { name: 'nested 1.2.3', licence: 'BSD-3-Clause', texts: ['Copyright C'] },
    ]);
  });

  it('have their notices with them', () => {
    const input = install('noticed', 'Apache-2.0', { LICENSE: 'Apache', 'NOTICE.txt': 'Made by D' });
    expect(findThirdParties([input])[0]?.texts).toEqual(['Apache', 'Made by D']);
  });

  it.each(['Apache-2.0', '0BSD', 'MIT-0'])('need no text of their own under %s', (licence) => {
    expect(findThirdParties([install('bare', licence)])).toMatchObject([{ licence, texts: [] }]);
  });

  it.each([
    ['a copyleft licence', 'GPL-3.0-only'],
    ['a choice of licences', '(MIT OR GPL-3.0-only)'],
    ['a licence in a file', 'SEE LICENSE IN LICENSE'],
    ['no licence', undefined],
    ['licences in the form of old', { type: 'MIT' }],
  ])('fail the build with %s', (_, license) => {
    const input = install('refused', license, { LICENSE: 'text' });
    expect(() => findThirdParties([input])).toThrow(/refused has the licence .* only .*MIT may be bundled/);
  });

  it('fail the build where the text is missing that must be distributed', () => {
    expect(() => findThirdParties([install('textless', 'MIT')])).toThrow(/textless lacks the text of its licence, MIT/);
  });
});

it('lists third parties with each text once', () => {
  const text = renderThirdParties(
    [
      { name: 'a 1.0.0', licence: 'MIT', texts: ['Copyright A'] },
      { name: 'b 2.0.0', licence: 'Apache-2.0', texts: [] },
      { name: 'c 3.0.0', licence: 'Apache-2.0', texts: ['APACHE', 'Notice of C'] },
    ],
    'APACHE\n',
  );
  const sections = text.split(/\n-{80}\n\n/);
  expect(sections.slice(1)).toEqual([
    'a 1.0.0 (MIT)\n\nCopyright A\n',
    'b 2.0.0 (Apache-2.0)\nc 3.0.0 (Apache-2.0)\n\nAPACHE\n',
    'c 3.0.0 (Apache-2.0)\n\nNotice of C\n',
  ]);
});
