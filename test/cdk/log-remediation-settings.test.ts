import type { Context } from '../support/cdk.ts';
import { refusal, SHAPES } from '../support/cdk.ts';

const { organization, delegated, covered, 'stack-set': stackSet, account, 'management-account': management } = SHAPES;

const NOT_REMEDIABLE =
  'it cannot cover a management account that is not the administrator. No StackSet deploys the runbook there, and the ' +
  'pack fails without it. Exclude that account, or set "logRemediation" to "none".';

const REFUSED: readonly (readonly [sentence: string, context: Context, why: string])[] = [
  [
    'without the check for logs',
    { ...account, logRemediation: 'manual', checks: 'rabbitmq-no-public-access' },
    'it requires rabbitmq-general-logging in "checks".',
  ],
  [
    'by a rule that fails for other reasons too',
    { ...account, logRemediation: 'manual', rules: 'combined' },
    'it requires "rules" to be "separate". AWS Config would start the runbook for every broker that fails the combined ' +
      'rule, also where general logging is on.',
  ],
  [
    'where the management account is covered under a delegated administrator',
    { ...covered, logRemediation: 'manual' },
    NOT_REMEDIABLE,
  ],
  [
    'for the role in the management account, where it would have no effect',
    { ...management, logRemediation: 'manual' },
    NOT_REMEDIABLE,
  ],
  ...['AmazonMQ', 'amzn', 'aws-mq'].map(
    (namePrefix) =>
      [
        `by a runbook of a name that AWS keeps for itself: ${namePrefix}-log-remediation`,
        { ...stackSet, logRemediation: 'manual', namePrefix },
        `the name of the runbook begins with "namePrefix", which is "${namePrefix}". Names that begin with aws, amazon or ` +
          'amzn are reserved.',
      ] as const,
  ),
];

const ACCEPTED: readonly (readonly [sentence: string, context: Context])[] = [
  ['in an organization', { ...organization, logRemediation: 'automatic' }],
  ['in an organization that leaves the management account out', { ...delegated, logRemediation: 'manual' }],
  ['in a stack-set', { ...stackSet, logRemediation: 'manual' }],
  [
    'in an account, with no check but that for logs',
    { ...account, logRemediation: 'manual', checks: 'rabbitmq-general-logging' },
  ],
  [
    'by a runbook of a name that only begins like one of AWS',
    { ...account, logRemediation: 'manual', namePrefix: 'am-zn' },
  ],
];

describe('a remediation of logs is refused', () => {
  it.each(REFUSED)('%s', (_, context, why) => {
    expect(refusal(context)).toBe(`Setting "logRemediation" is "manual": ${why}`);
    expect(refusal({ ...context, logRemediation: 'automatic' })).toBe(
      `Setting "logRemediation" is "automatic": ${why}`,
    );
    expect(refusal({ ...context, logRemediation: 'none' })).toBe('not refused');
  });

  it('for all reasons at once', () => {
    const context = { ...covered, logRemediation: 'manual', checks: 'rabbitmq-no-public-access', namePrefix: 'aws' };
    expect(refusal(context).match(/^Setting "logRemediation" is "manual": /gm)).toHaveLength(3);
  });
});

describe('a remediation of logs is accepted', () => {
  it.each(ACCEPTED)('%s', (_, context) => {
    expect(refusal(context)).toBe('not refused');
  });
});
