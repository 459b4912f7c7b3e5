import { refuseUnsupportedTransformer, transformInput } from '../../../simulator/events/input-transformer.ts';
import { UnsupportedTemplateError } from '../../../simulator/template/unsupported.ts';
import { complianceChange } from '../../support/compliance-changes.ts';

const InputPathsMap = {
  account: '$.account',
  'detail-annotation': '$.detail.newEvaluationResult.annotation',
  deep: '$.detail.oldEvaluationResult.annotation',
};

function transform(InputTemplate: string, annotation?: string): string {
  const now = annotation === undefined ? (['NON_COMPLIANT'] as const) : (['NON_COMPLIANT', annotation] as const);
  refuseUnsupportedTransformer({ InputPathsMap, InputTemplate });
  return transformInput({ InputPathsMap, InputTemplate }, complianceChange({ now }));
}

test.each([
  ['a text stays as it is, quotes included', '"It is so."', '"It is so."'],
  ['a variable is replaced each time', '"<account> <account>"', '"111122223333 111122223333"'],
  ['a variable is replaced without escaping its value', '"<detail-annotation>"', '"It is "bad"."'],
  ['a variable that is not in the event is left out', '"a<deep>b"', '"ab"'],
])('%s', (_, template, text) => {
  expect(transform(template, 'It is "bad".')).toBe(text);
});

test('a result without an annotation leaves nothing in its place', () => {
  expect(transform('"Bad: <detail-annotation>"')).toBe('"Bad: "');
});

test.each([
  ['an object', '{"a": <account>}'],
  ['a text without quotes', '<account>'],
  ['several texts', '"a"\n"b"'],
])('%s as the template is refused, as the simulation does not know it', (_, template) => {
  expect(() => transform(template)).toThrow(UnsupportedTemplateError);
});

test('a path with brackets is refused', () => {
  const transformer = { InputPathsMap: { a: "$['account']" }, InputTemplate: '"<a>"' };
  expect(() => refuseUnsupportedTransformer(transformer)).toThrow(UnsupportedTemplateError);
});

test('a variable without a path is refused, as EventBridge does', () => {
  expect(() => transform('"<other>"')).toThrow('InputTemplate contains unknown variable other');
});
