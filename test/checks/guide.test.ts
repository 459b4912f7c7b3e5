import { readFileSync } from 'node:fs';
import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import { guideUrl } from '../../checks/guide.ts';
import { CHECKS } from '../../checks/registry.ts';

const { repository, homepage, bugs } = JSON.parse(readFileSync('package.json', 'utf8'));
const PAGE = guideUrl();
const REPOSITORY = /^https:\/\/github\.com\/[^/]+\/[^/]+/.exec(PAGE)?.[0];

test('the guide is in the repository that the package names', () => {
  expect({ repository, homepage, bugs }).toEqual({
    repository: { type: 'git', url: `git+${REPOSITORY}.git` },
    homepage: `${REPOSITORY}#readme`,
    bugs: `${REPOSITORY}/issues`,
  });
});

test('the guide is a page of the repository, on the branch of releases', () => {
  expect(PAGE).toBe(`${REPOSITORY}/blob/main/docs/remediation.md`);
});

test.each([...CHECKS, ...CHANGE_CHECKS])('the section of $id is in the guide', (check) => {
  const [, path = '', section] = /\/blob\/main\/(.+)#(.+)$/.exec(guideUrl(check)) ?? [];

  expect(readFileSync(path, 'utf8').split('\n')).toContain(`## ${section}`);
});
