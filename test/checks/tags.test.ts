import { evaluateBroker } from '../../checks/evaluation.ts';
import { TAGS } from '../../checks/tags.ts';
import { configured } from '../support/checks.ts';

const WHY = 'The stack may give it more tags.';
const CHECK = configured(TAGS, { requiredTags: 'team,stage=test|production' });

test.each<readonly [sentence: string, tags: Readonly<Record<string, string>>, result: object]>([
  [
    'a tag that may come from elsewhere is unknown',
    { team: 'x' },
    { verdict: 'unknown', detail: `The tag "stage" is not known. ${WHY}`, lacks: 'tags' },
  ],
  [
    'no tags may come from elsewhere too',
    {},
    { verdict: 'unknown', detail: `The tag "team" is not known. ${WHY}`, lacks: 'tags' },
  ],
  ['tags that are all there pass', { team: 'x', stage: 'test' }, { verdict: 'pass' }],
  ['a wrong value fails', { team: 'x', stage: 'dev' }, { verdict: 'fail' }],
  ['a wrong value fails although another tag is missing', { stage: 'dev' }, { verdict: 'fail' }],
])('where there may be more tags than are known, %s', (_sentence, tags, result) => {
  const broker = { engineType: 'RABBITMQ', tags: new Map(Object.entries(tags)), whyUnknown: { tags: WHY } };

  expect(evaluateBroker(broker, [CHECK])).toEqual([expect.objectContaining(result)]);
});
