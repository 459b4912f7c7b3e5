import { readFileSync } from 'node:fs';
import process from 'node:process';

/** What stands in the changelog below a heading, up to the next one of its level. Any date is YYYY-MM-DD. */
function readSection(changelog: string, heading: string): string | undefined {
  const sections = changelog.split(/^## /m).map((section) => section.split('\n'));
  const [, ...lines] = sections.find(([first]) => first?.replace(/\d{4}-\d\d-\d\d$/, 'YYYY-MM-DD') === heading) ?? [];
  return lines.length === 0 ? undefined : lines.join('\n').trim();
}

// Prints what the changelog says of the version that a tag names. Fails if tag, version, changelog and documents do not
// agree, because nothing can be corrected at the tag once it is released.
const [tag = ''] = process.argv.slice(2);
const version = tag.replace(/^v/, '');

const { version: packageVersion } = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const changelog = readFileSync('CHANGELOG.md', 'utf8');
const heading = `[${version}] - YYYY-MM-DD`;
const notes = readSection(changelog, heading);
const notReleased = ['README.md', 'docs/ci.md'].filter((path) => /not released yet/i.test(readFileSync(path, 'utf8')));

const REQUIREMENTS: readonly (readonly [isMet: boolean, problem: string])[] = [
  [/^v\d+\.\d+\.\d+$/.test(tag), `The tag "${tag}" does not have the form vX.Y.Z.`],
  [packageVersion === version, `package.json has the version ${packageVersion}.`],
  [lock.version === version && lock.packages[''].version === version, 'package-lock.json has another version.'],
  [Boolean(notes), `CHANGELOG.md has no entries below a heading "## ${heading}".`],
  [readSection(changelog, '[Unreleased]') === '', 'CHANGELOG.md needs a section "## [Unreleased]" without entries.'],
  [notReleased.length === 0, `The notice "Not released yet" is still in ${notReleased.join(' and ')}.`],
];
const problems = REQUIREMENTS.flatMap(([isMet, problem]) => (isMet ? [] : [`${problem}\n`]));

if (problems.length === 0) process.stdout.write(`${notes}\n`);
else {
  process.stderr.write(problems.join(''));
  process.exitCode = 1;
}
