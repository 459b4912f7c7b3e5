import fc from 'fast-check';
import type { Verdict } from '../../checks/check.ts';
import { guideUrl } from '../../checks/guide.ts';
import type { Evaluation } from '../../lambda/ports.ts';
import { RefusedError } from '../../lambda/ports.ts';
import { messageOf, startReport, toEvaluation } from '../../lambda/report.ts';
import { THREE_CHECKS } from '../support/checks.ts';
import { RESULT_TOKEN } from '../support/events.ts';

const [CLUSTER] = THREE_CHECKS;
const TIME = new Date('2026-01-31T12:00:00.123Z');

function evaluation(resourceId: string): Evaluation {
  return {
    resourceType: 'AWS::AmazonMQ::Broker',
    resourceId,
    compliance: 'COMPLIANT',
    annotation: 'It is good.',
    orderingTimestamp: TIME,
  };
}

function evaluations(count: number): readonly Evaluation[] {
  return Array.from({ length: count }, (_, index) => evaluation(`b-${index}`));
}

/** A report to an account that keeps the batches, after it has answered each of them in its own way. */
function start(
  answer: (batch: readonly Evaluation[], call: number) => readonly string[] = () => [],
  { signal = new AbortController().signal, maxWaitMs = 60_000 } = {},
) {
  const batches: (readonly string[])[] = [];
  const tokens = new Set<string>();
  const problems: Error[] = [];
  const arrived = Promise.withResolvers<void>();
  const putEvaluations = async (token: string, batch: readonly Evaluation[]) => {
    tokens.add(token);
    arrived.resolve();
    batches.push(batch.map(({ resourceId }) => resourceId));
    return answer(batch, batches.length);
  };
  const report = startReport({ putEvaluations }, RESULT_TOKEN, (problem) => problems.push(problem), signal, maxWaitMs);
  return { report, batches, tokens, problems, arrived: arrived.promise };
}

describe('toEvaluation', () => {
  test.each<readonly [Verdict, Evaluation['compliance'], string]>([
    ['pass', 'COMPLIANT', 'It was seen.'],
    ['fail', 'NON_COMPLIANT', `It was seen. ${CLUSTER.remediation} ${guideUrl(CLUSTER)}`],
    ['skip', 'NOT_APPLICABLE', 'It was seen.'],
    ['unknown', 'NOT_APPLICABLE', 'This broker could not be evaluated: It was seen.'],
  ])('tells %s as %s', (verdict, compliance, annotation) => {
    const outcome = { verdict, results: [{ check: CLUSTER, verdict, detail: 'It was seen.' }], exempted: [] };
    const resource = { resourceType: 'AWS::AmazonMQ::Broker', resourceId: 'b-1', orderingTimestamp: TIME };

    expect(toEvaluation({ ...resource, configuration: 'secret' } as typeof resource, outcome)).toEqual({
      ...resource,
      compliance,
      annotation,
    });
  });
});

describe('a report that waits', () => {
  test('sends a batch that does not fill', async () => {
    const { report, batches, arrived } = start(() => [], { maxWaitMs: 1 });
    await report.add(evaluation('b-1'));
    await arrived;
    await report.add(evaluation('b-2'));
    await report.finish();
    expect(batches).toEqual([['b-1'], ['b-2']]);
  });

  test('tells a refusal at the end', async () => {
    const refuse = () => {
      throw new RefusedError('PutEvaluations', 'NoSuchConfigRuleException');
    };
    const { report, batches, arrived } = start(refuse, { maxWaitMs: 1 });
    await report.add(evaluation('b-1'));
    await arrived;
    await expect(report.finish()).rejects.toThrow('NoSuchConfigRuleException');
    expect(batches).toEqual([['b-1']]);
  });

  test('takes no refusal for a final one because a final code is a part of its own', async () => {
    const { report, batches, problems } = start(() => {
      throw new RefusedError('PutEvaluations', 'OrganizationAccessDeniedException');
    });
    for (const each of evaluations(101)) await report.add(each);
    await report.finish();
    expect(batches.map(({ length }) => length)).toEqual([100, 1]);
    expect(problems).toHaveLength(2);
  });

  describe('has a timer', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    test('from the first evaluation of a batch until it is sent', async () => {
      const { report } = start();
      for (const each of evaluations(99)) await report.add(each);
      expect(jest.getTimerCount()).toBe(1);
      await report.add(evaluation('b-99'));
      expect(jest.getTimerCount()).toBe(0);
    });

    test('no longer than until AWS Config refuses all evaluations', async () => {
      const { report } = start(() => {
        throw new RefusedError('PutEvaluations', 'NoSuchConfigRuleException');
      });
      await Promise.all(evaluations(101).map((each) => report.add(each)));
      expect(jest.getTimerCount()).toBe(0);
      await expect(report.add(evaluation('b-101'))).rejects.toThrow('NoSuchConfigRuleException');
    });
  });

  test('sends no more once the signal has fired, and says so', async () => {
    const { report, batches, problems } = start(() => [], { signal: AbortSignal.abort() });
    await report.add(evaluation('b-1'));
    await report.finish();
    expect(batches).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual([
      '1 evaluations could not be sent: AbortError: This operation was aborted',
    ]);
  });
});

describe('a report', () => {
  test('in which nothing was said is sent once, empty', async () => {
    const { report, batches, tokens } = start();
    await report.finish();

    expect(batches).toEqual([[]]);
    expect([...tokens]).toEqual([RESULT_TOKEN]);
  });

  test.each([
    [1, [1]],
    [99, [99]],
    [100, [100]],
    [101, [100, 1]],
    [200, [100, 100]],
    [250, [100, 100, 50]],
  ])('of %i evaluations is sent in batches of %j', async (count, sizes) => {
    const { report, batches } = start();
    for (const each of evaluations(count)) await report.add(each);
    await report.finish();

    expect(batches.map((batch) => batch.length)).toEqual(sizes);
  });

  test('sends a batch as soon as it is full', async () => {
    const { report, batches } = start();
    for (const each of evaluations(99)) await report.add(each);
    expect(batches).toHaveLength(0);

    await report.add(evaluation('b-99'));
    expect(batches).toHaveLength(1);
  });

  test('loses nothing, repeats nothing and keeps to 100 a call, however many are added at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 130 }), { maxLength: 5 }), async (bursts) => {
        const { report, batches } = start();
        const all = evaluations(bursts.reduce((sum, burst) => sum + burst, 0));
        let added = 0;
        for (const burst of bursts) {
          await Promise.all(all.slice(added, added + burst).map((each) => report.add(each)));
          added += burst;
        }
        await report.finish();

        expect(batches.flat()).toEqual(all.map(({ resourceId }) => resourceId));
        expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(100);
        expect(batches).toHaveLength(Math.max(1, Math.ceil(all.length / 100)));
      }),
    );
  });

  test.each([[['b-0']], [['b-0', 'b-2']]])('says that AWS Config rejected the evaluations of %j', async (ids) => {
    const { report, problems } = start(() => ids);
    for (const each of evaluations(3)) await report.add(each);
    await report.finish();

    expect(problems).toEqual([new Error(`AWS Config rejected the evaluations of ${ids.join(', ')}.`)]);
  });

  test.each([
    ['a passing error', new Error('socket hang up')],
    ['a refusal of this batch only', new RefusedError('PutEvaluations', 'InvalidParameterValueException')],
  ])('goes on after %s, and says what did not arrive', async (_sentence, error) => {
    const { report, batches, problems } = start((_batch, call) => {
      if (call === 1) throw error;
      return [];
    });
    for (const each of evaluations(150)) await report.add(each);
    await report.finish();

    expect(batches.map((batch) => batch.length)).toEqual([100, 50]);
    expect(problems).toEqual([new Error(`100 evaluations could not be sent: ${messageOf(error)}`)]);
    expect(problems[0]?.cause).toBe(error);
  });

  test.each<readonly [string, number]>([
    ['while evaluations are added', 200],
    ['at the end', 99],
    ['though it is empty', 0],
  ])('ends with the error of a refused call %s', async (_sentence, count) => {
    const refused = new RefusedError('PutEvaluations', 'InvalidResultTokenException');
    const { report, batches, problems } = start(() => {
      throw refused;
    });
    const send = async () => {
      for (const each of evaluations(count)) await report.add(each);
      await report.finish();
    };

    await expect(send()).rejects.toBe(refused);
    expect(batches).toHaveLength(1);
    expect(problems).toEqual([]);
  });
});

test.each<readonly [string, unknown, string]>([
  ['an error', new TypeError('no'), 'TypeError: no'],
  ['a text', 'no', 'no'],
  ['nothing', undefined, 'undefined'],
])('messageOf tells %s that was thrown', (_what, thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});
