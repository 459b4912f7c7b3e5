import type { Cases } from '../../support/cases.ts';
import { GOOD } from '../../support/cases.ts';
import { hasTag } from '../../support/proofs.ts';

const isTeam = hasTag('team');
const isStage = hasTag('stage', 'test', 'production');

// Without other values, the tag team is required, and the tag stage with the value test or production.
export const CASES: Cases = {
  proof: { Tags: (value) => isTeam(value) && isStage(value) },
  rows: [
    ['all tags pass', { tags: { team: 'x', stage: 'test' } }, 'pass', /^The broker has the required tags\.$/],
    [
      'other tags do not matter',
      { tags: { team: 'x', stage: 'production', 'aws:a': 'b' } },
      'pass',
      /has the required/,
    ],
    ['an empty value is a value', { tags: { team: '', stage: 'test' } }, 'pass', /has the required tags/],
    ['a list of keys and values passes', { tags: list('team', 'x', 'stage', 'test') }, 'pass', /has the required tags/],
    ['no tags fail', { tags: {} }, 'fail', /^The tag "team" is missing\.$/],
    ['an empty list fails', { tags: [] }, 'fail', /^The tag "team" is missing\.$/],
    ['a missing tag fails', { tags: { team: 'x' } }, 'fail', /^The tag "stage" is missing\.$/],
    [
      'another value fails',
      { tags: { team: 'x', stage: 'dev' } },
      'fail',
      /^The tag "stage" is "dev", not "test\|product/,
    ],
    ['the case of a key matters', { tags: { Team: 'x', stage: 'test' } }, 'fail', /^The tag "team" is missing/],
    ['the case of a value matters', { tags: { team: 'x', stage: 'Test' } }, 'fail', /^The tag "stage" is "Test", not/],
    ['blanks in a value matter', { tags: { team: 'x', stage: 'test ' } }, 'fail', /^The tag "stage" is "test ", not/],
    ['no key is inherited', { tags: {} }, 'fail', /^The tag "constructor" is missing/, { requiredTags: 'constructor' }],
    ['a value has an equals sign', { tags: { a: 'b=c' } }, 'pass', /has the required/, { requiredTags: 'a=b=c' }],
    ['an empty value is asked for', { tags: { a: '' } }, 'pass', /has the required/, { requiredTags: 'a=' }],
    [
      'an empty value is asked for, and not there',
      { tags: { a: 'b' } },
      'fail',
      /is "b", not ""/,
      { requiredTags: 'a=' },
    ],
    [
      'values of other alphabets pass',
      { tags: { 部門: '経理' } },
      'pass',
      /has the required/,
      { requiredTags: '部門=経理' },
    ],
    [
      'a value that is known only later is one of any',
      { tags: { team: '(known after deployment)', stage: 'test' } },
      'pass',
      /has the required/,
    ],
    [
      'a value that is known only later may be none of those',
      { tags: { team: 'x', stage: '(known after deployment)' } },
      'unknown',
      /^The value of the tag "stage" is known only after deployment\.$/,
    ],
    [
      'a missing tag fails beside a value that is known only later',
      { tags: { stage: '(known after deployment)' } },
      'fail',
      /^The tag "team" is missing/,
    ],
    ['a list with what is no tag is unknown', { tags: ['team'] }, 'unknown', /^Tags has the invalid value a list in/],
    [
      'a value that is no text is unknown',
      { tags: { team: 1, stage: 'test' } },
      'unknown',
      /invalid value an object in/,
    ],
    ['a text is unknown', { tags: 'team=x' }, 'unknown', /^Tags has the invalid value "team=x" in the source\.$/],
    ['null is unknown', { tags: null }, 'unknown', /^Tags is missing from the source\.$/],
    ['absence is unknown', {}, 'unknown', /^Tags is missing from the source\.$/],
    ['other facts do not stand in for them', { ...GOOD, tags: undefined }, 'unknown', /^Tags is missing/],
  ],
};

function list(...texts: readonly string[]): unknown {
  return texts.flatMap((Key, index) => (index % 2 === 0 ? [{ Key, Value: texts[index + 1] }] : []));
}
