import { headlineOf } from '../../../cli/report-page/components/headline.ts';
import { makeKit } from '../../../cli/report-page/kit.ts';
import { reportOfSize } from '../../support/organization-report.ts';

const CHECKS_OF_REPORT = reportOfSize({ brokers: 0 }).checks;
const NONE = { total: 0, conforming: 0, failing: 0, unknown: 0, exempt: 0 };
const SEEN = { total: 4, seen: 4, partly: 0, notSeen: 0 };
const PARTLY = { total: 4, seen: 2, partly: 1, notSeen: 1 };
const UNSEEN = { total: 4, seen: 0, partly: 0, notSeen: 4 };
const NO_PLACES = { total: 0, seen: 0, partly: 0, notSeen: 0 };
const PROBLEM = [{ source: 'AWS Organizations', message: 'It could not be read.' }];

describe('the headline', () => {
  test.each([
    [
      'is good only if every broker conforms and everything was seen',
      { ...NONE, total: 2, conforming: 2 },
      SEEN,
      [],
      'pass',
      'All 2 RabbitMQ brokers conform.',
    ],
    [
      'is good for files too, which name no places',
      { ...NONE, total: 1, conforming: 1 },
      NO_PLACES,
      [],
      'pass',
      'The only RabbitMQ broker conforms.',
    ],
    [
      'is not good if something was not seen',
      { ...NONE, total: 2, conforming: 2 },
      PARTLY,
      [],
      'unknown',
      'All 2 RabbitMQ brokers that were seen conform, but not everything was seen.',
    ],
    [
      'is not good if something could not be read',
      { ...NONE, total: 1, conforming: 1 },
      SEEN,
      PROBLEM,
      'unknown',
      'The only RabbitMQ broker that was seen conforms, but not everything was seen.',
    ],
    [
      'is not good if a broker is unknown',
      { ...NONE, total: 2, conforming: 1, unknown: 1 },
      SEEN,
      [],
      'unknown',
      'No RabbitMQ broker is known to fail. Fully conforming: 1 of 2.',
    ],
    [
      'is not good if a broker is exempt',
      { ...NONE, total: 2, conforming: 1, exempt: 1 },
      SEEN,
      [],
      'unknown',
      'No RabbitMQ broker is known to fail. Fully conforming: 1 of 2.',
    ],
    [
      'says how many fail, whatever was seen',
      { ...NONE, total: 1200, conforming: 1, failing: 1199 },
      PARTLY,
      PROBLEM,
      'fail',
      '1,199 of 1,200 RabbitMQ brokers fail.',
    ],
    [
      'says the same of a single broker',
      { ...NONE, total: 1, failing: 1 },
      SEEN,
      [],
      'fail',
      'The only RabbitMQ broker fails.',
    ],
    ['says that nothing was seen', NONE, UNSEEN, [], 'unknown', 'Nothing was seen, so this report proves nothing.'],
    [
      'says the same of a report about nothing',
      NONE,
      NO_PLACES,
      [],
      'unknown',
      'Nothing was seen, so this report proves nothing.',
    ],
    [
      'says that there are no brokers, which is neither good nor bad',
      NONE,
      SEEN,
      [],
      'skip',
      'There are no RabbitMQ brokers in the 4 accounts × regions of this report.',
    ],
    [
      'says what was not seen beside no brokers',
      NONE,
      PARTLY,
      [],
      'unknown',
      'No RabbitMQ broker was found, but 2 of 4 accounts × regions were not fully seen.',
    ],
    [
      'says that something was not read beside no brokers',
      NONE,
      SEEN,
      PROBLEM,
      'unknown',
      'No RabbitMQ broker was found, but not everything could be read.',
    ],
  ] as const)('%s', (_, brokers, places, problems, tone, sentence) => {
    const report = { summary: { brokers, places, checks: {} }, problems, checks: CHECKS_OF_REPORT };
    expect(headlineOf(report, makeKit('en'))).toEqual({ tone, sentence });
    expect(headlineOf(report, makeKit('ja')).tone).toBe(tone);
  });

  test.each([
    [1, 'Only 1 of 3 checks counts here. All 2 RabbitMQ brokers conform.'],
    [2, 'Only 2 of 3 checks count here. All 2 RabbitMQ brokers conform.'],
  ])('says that only %d of the checks counts', (number, sentence) => {
    const summary = { brokers: { ...NONE, total: 2, conforming: 2 }, places: SEEN, checks: {} };
    const report = { summary, problems: [], checks: CHECKS_OF_REPORT.slice(0, number) };
    expect(headlineOf(report, makeKit('en')).sentence).toBe(sentence);
    expect(headlineOf(report, makeKit('ja')).sentence).toContain(`${number} 個だけ`);
  });
});
