import type { BusEvent, EventPattern } from '../../simulator/aws/messaging.ts';
import { matchesPattern } from '../../simulator/events/patterns.ts';
import type { TemplateJson } from '../support/cdk.ts';
import { innerTemplates, NOTIFIED, NOTIFIED_NAMES, synthesize } from '../support/cdk.ts';
import { complianceChange } from '../support/compliance-changes.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';

const python = findWitness('python');

const BAD = ['NON_COMPLIANT', 'The broker is publicly accessible.'] as const;
const GOOD = ['COMPLIANT', 'The broker is not publicly accessible.'] as const;
const UNKNOWN = ['NOT_APPLICABLE', 'This broker could not be evaluated: PubliclyAccessible is not known.'] as const;
const DELETED = ['NOT_APPLICABLE', 'The broker was deleted.'] as const;

const SUFFIX = 'conformance-pack-qayjyopmd';

/** Events, each with the beginning of the ids of the rules that tell of it. All are forwarded. */
const OURS: readonly (readonly [what: string, event: BusEvent, told: string | undefined])[] = [
  ['bad from the beginning', complianceChange({ now: BAD }), 'Fails'],
  ['bad without an annotation', complianceChange({ now: ['NON_COMPLIANT'], before: GOOD }), 'Fails'],
  ['bad after it was good', complianceChange({ now: BAD, before: GOOD }), 'Fails'],
  ['bad after it could not be evaluated', complianceChange({ now: BAD, before: UNKNOWN }), 'Fails'],
  ['not to be evaluated', complianceChange({ now: UNKNOWN, before: GOOD }), 'Unknown'],
  ['never evaluated', complianceChange({ now: UNKNOWN }), 'Unknown'],
  ['good after it was bad', complianceChange({ now: GOOD, before: BAD }), 'Passes'],
  ['good after it could not be evaluated', complianceChange({ now: GOOD, before: UNKNOWN }), 'Passes'],
  ['good from the beginning', complianceChange({ now: GOOD }), undefined],
  ['deleted while it was bad', complianceChange({ now: DELETED, before: BAD }), 'Ends'],
  ['deleted while it was good', complianceChange({ now: DELETED, before: GOOD }), undefined],
  [
    'of the other engine',
    complianceChange({ now: ['NOT_APPLICABLE', 'The engine is ACTIVEMQ, not RabbitMQ.'] }),
    undefined,
  ],
];

const OTHERS: readonly (readonly [what: string, event: BusEvent])[] = [
  ['a rule outside of a pack', complianceChange({ now: BAD, ruleName: 'rabbitmq-no-public-access' })],
  [
    'a rule outside of a pack, with the name of one of ours',
    complianceChange({ now: BAD, ruleId: 'config-rule-axgui2' }),
  ],
  [
    'a rule of an organization, with the name of one of ours',
    complianceChange({
      now: BAD,
      ruleId: 'aws-service-rule/config-multiaccountsetup.amazonaws.com/config-rule-axgui2',
    }),
  ],
  [
    'a rule whose name begins like ours',
    complianceChange({ now: BAD, ruleName: `rabbitmq-general-logging-2-${SUFFIX}` }),
  ],
  [
    'a rule whose name ends like ours',
    complianceChange({ now: BAD, ruleName: `x-rabbitmq-general-logging-${SUFFIX}` }),
  ],
  ['a rule of AWS in a pack', complianceChange({ now: BAD, ruleName: `mq-no-public-access-${SUFFIX}` })],
  ['another type of resource', complianceChange({ now: BAD, resourceType: 'AWS::S3::Bucket' })],
  ['another message', complianceChange({ now: BAD, messageType: 'ConfigurationItemChangeNotification' })],
  ['another kind of event', complianceChange({ now: BAD, detailType: 'Config Rules Re-evaluation Status' })],
  ['another source', complianceChange({ now: BAD, source: 'com.example' })],
];

interface Rule {
  readonly logicalId: string;
  readonly pattern: EventPattern;
  readonly forwards: boolean;
}

/** All event rules of a deployment, those in its StackSets too. */
function rulesOf(name: (typeof NOTIFIED_NAMES)[number]): readonly Rule[] {
  const templates = synthesize(NOTIFIED[name]).flatMap(({ json }) => [
    json,
    ...innerTemplates(json).map((body): TemplateJson => JSON.parse(body)),
  ]);
  return templates.flatMap(({ Resources }) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === 'AWS::Events::Rule')
      .map(([logicalId, { Properties }]) => ({
        logicalId,
        pattern: Properties.EventPattern as EventPattern,
        forwards: !JSON.stringify(Properties.Targets).includes('InputTransformer'),
      })),
  );
}

// Four changes of each of three checks are told of. An event is forwarded by a rule in the StackSet and, in a management
// account that is the administrator, by one in each of two regions.
const COUNTS = {
  organization: 12 + 1 + 2,
  delegated: 12 + 1,
  'stack-set': 12 + 1,
  account: 12,
  'management-account': 2,
};

/** What a rule has to say of an event. */
function isWanted({ logicalId, forwards }: Rule, event: BusEvent, told: string | undefined): boolean {
  if (forwards) return true;
  const [check = ''] = String(event.detail.configRuleName).split('-conformance-pack-');
  return told !== undefined && logicalId.startsWith(`Notifications${told}${check.replaceAll('-', '')}`);
}

describeWith(python)('moto and the simulation', () => {
  const rules = NOTIFIED_NAMES.flatMap((name) => rulesOf(name).map((rule) => [name, rule] as const));

  /** What moto says of each rule and event, which the simulation must say too. */
  async function judge<E extends readonly [what: string, event: BusEvent, ...unknown[]]>(events: readonly E[]) {
    const rows = rules.flatMap(([name, rule]) => events.map((event) => ({ name, rule, event })));
    const input = JSON.stringify(rows.map(({ rule, event }) => [rule.pattern, event[1]]));
    const { status, output, errors } = await runWitness(python ?? '', ['test/witness/match_events.py'], { input });
    if (status !== 0) throw new Error(`match_events.py ended with ${status}:\n${errors}`);
    const verdicts: readonly boolean[] = JSON.parse(output);
    expect(rows.map(({ rule, event }) => matchesPattern(rule.pattern, event[1]))).toEqual(verdicts);
    return rows.map((row, index) => ({ ...row, isMatch: verdicts[index] }));
  }

  it('have rules to judge in every shape', () => {
    const counts = Object.fromEntries(
      [...Map.groupBy(rules, ([name]) => name)].map(([name, { length }]) => [name, length]),
    );
    expect(counts).toEqual(COUNTS);
  });

  it('match the events of our rules with the event rule that tells of them', async () => {
    const rows = await judge(OURS);
    expect(rows.map(({ name, rule, event: [what], isMatch }) => [name, rule.logicalId, what, isMatch])).toEqual(
      rows.map(({ name, rule, event: [what, event, told] }) => [
        name,
        rule.logicalId,
        what,
        isWanted(rule, event, told),
      ]),
    );
  });

  it('match no event of anything else', async () => {
    const matches = (await judge(OTHERS)).filter(({ isMatch }) => isMatch);
    expect(matches.map(({ name, rule, event: [what] }) => [name, rule.logicalId, what])).toEqual([]);
  });
});
