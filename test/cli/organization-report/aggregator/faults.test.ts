import { REPORT_ACTIONS } from '../../../../cli/organization-report/aggregator/port.ts';
import type { Call } from '../../../../simulator/aws/call.ts';
import { SECRETS } from '../../../../simulator/aws/endpoints.ts';
import { ADMINISTRATOR, ORDERS, PAYMENTS } from '../../../simulator/support.ts';
import { ACCESS_ROLE, AGGREGATOR, ALL_KINDS, HERE, THERE, withReportWorld, wordsOf } from './support.ts';

const isOf = (operation: string) => (call: Call) => call.operation === operation;

test('a report that AWS throttles is the same as another one', async () => {
  await withReportWorld({}, async ({ dial, evaluate, read }) => {
    for (const place of [HERE, THERE]) await evaluate(place, ALL_KINDS);
    const calm = await read({ roleName: ACCESS_ROLE });
    for (const [operation, times] of [
      ['SelectAggregateResourceConfig', 2],
      ['GetAggregateComplianceDetailsByConfigRule', 2],
      ['GetComplianceDetailsByConfigRule', 1],
      ['ListRoots', 1],
    ] as const) {
      dial.faults.push({ kind: 'throttling', when: isOf(operation), times });
    }
    expect(await read({ roleName: ACCESS_ROLE })).toEqual(calm);
    expect(dial.faults.every(({ times }) => times === 0)).toBe(true);
  });
});

test.each([
  'SelectAggregateResourceConfig',
  'DescribeAggregateComplianceByConfigRules',
  'GetAggregateComplianceDetailsByConfigRule',
  'GetComplianceDetailsByConfigRule',
  'ListAccountsForParent',
])('credentials that expire at %s end the report', async (operation) => {
  await withReportWorld({}, async ({ dial, evaluate, read }) => {
    for (const place of [HERE, THERE]) await evaluate(place, ALL_KINDS);
    dial.faults.push({ kind: 'expired-credentials', when: isOf(operation) });
    await expect(read({ roleName: ACCESS_ROLE })).rejects.toMatchObject({
      name: 'Unusable',
      message: expect.stringMatching(
        /^Your credentials ended while AWS Config was read \(ExpiredToken.*\): sign in again, because the credentials have expired\.$/,
      ),
    });
  });
});

test('credentials that are not valid end the report', async () => {
  await withReportWorld({}, async ({ dial, read }) => {
    dial.faults.push({ kind: 'expired-credentials', when: isOf('GetCallerIdentity') });
    await expect(read()).rejects.toThrow(/^The account of your credentials cannot be determined \(ExpiredToken/);
  });
});

test('results that cannot be read are unknown, and a problem', async () => {
  await withReportWorld({}, async ({ dial, evaluate, read }) => {
    for (const place of [HERE, THERE]) await evaluate(place, [{}]);
    const isHere = ({ operation, input }: Call) =>
      operation === 'DescribeAggregateComplianceByConfigRules' &&
      (input.Filters as { readonly AccountId?: string }).AccountId === PAYMENTS;
    dial.faults.push({ kind: 'server-error', when: isHere });
    const { brokers, problems } = await read();
    expect(Object.fromEntries(brokers.map((broker) => [broker.accountId, wordsOf(broker)]))).toEqual({
      [PAYMENTS]: 'unknown unknown unknown',
      [ORDERS]: 'pass pass pass',
    });
    expect(brokers.find(({ accountId }) => accountId === PAYMENTS)?.results[0]?.detail).toMatch(
      /^The results could not be read \(InternalFailure.*\)\. Make the report/,
    );
    expect(problems).toEqual([
      {
        source: `aggregator ${AGGREGATOR}`,
        message: expect.stringMatching(
          /^The results of the rules in 2 accounts and regions, 222222222222\/eu-central-1 among them, cannot be read \(InternalFailure: .*\): make the report again later\.$/,
        ),
      },
    ]);
  });
});

test('brokers that cannot be read end the report', async () => {
  await withReportWorld({}, async ({ read }) => {
    const aggregatedBrokers = async () =>
      Promise.reject(Object.assign(new Error('No.'), { name: 'AccessDeniedException' }));
    await expect(read({}, ADMINISTRATOR, { aggregatedBrokers })).rejects.toThrow(
      `The brokers that the aggregator ${AGGREGATOR} shows cannot be read (AccessDeniedException: No): allow ` +
        'config:SelectAggregateResourceConfig.',
    );
  });
});

test('an account that cannot be entered is a problem, and the others are read', async () => {
  await withReportWorld({}, async ({ simulation: { state }, evaluate, read }) => {
    const unknown = { deploymentMode: 'CLUSTER_OF_NEXT_YEAR' };
    for (const place of [HERE, THERE]) await evaluate(place, [unknown]);
    state.roles.delete(`arn:aws:iam::${PAYMENTS}:role/${ACCESS_ROLE}`);
    const { brokers, problems } = await read({ roleName: ACCESS_ROLE });
    const details = Object.fromEntries(brokers.map(({ accountId, results }) => [accountId, results[0]?.detail]));
    expect(details[ORDERS]).toMatch(/^This broker could not be evaluated: /);
    expect(details[PAYMENTS]).toMatch(/The account could not be read with the role\.$/);
    expect(problems).toEqual([
      {
        source: PAYMENTS,
        message: expect.stringMatching(
          /^The results of brokers in eu-west-1 cannot be read with the role \(AccessDenied.*\): check that the role OrganizationAccountAccessRole is there/,
        ),
      },
    ]);
  });
});

test('the help names every action, and no other: a report with only these says everything', async () => {
  await withReportWorld({}, async ({ calls, simulation: { state }, evaluate, read }) => {
    for (const place of [HERE, THERE]) await evaluate(place, ALL_KINDS);
    const whole = await read({ roleName: ACCESS_ROLE });
    const before = calls.length;
    const Action = [...new Set(Object.values(REPORT_ACTIONS).flat()), 'sts:AssumeRole'];
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } as const;
    const arn = `arn:aws:iam::${ADMINISTRATOR}:user/administrator`;
    const user = state.users.get(arn);
    if (user) state.users.set(arn, { ...user, policies: [policy] });
    const aggregated = await read({ roleName: ACCESS_ROLE });
    expect(aggregated).toEqual(whole);
    // Those that look for packs are made only where rules are missing.
    for (const [key, rule] of state.rules) if (rule.accountId === PAYMENTS) state.rules.delete(key);
    await read({ roleName: ACCESS_ROLE });
    const made = new Set(
      calls.slice(before).flatMap(({ service, operation }) => (service === 'sts' ? [] : [`${service}:${operation}`])),
    );
    expect([...made].toSorted()).toEqual([...new Set(Object.values(REPORT_ACTIONS).flat())].toSorted());
  });
});

test('every answer is recorded, but no credentials', async () => {
  await withReportWorld({}, async ({ answers, calls, evaluate, read }) => {
    for (const place of [HERE, THERE]) await evaluate(place, ALL_KINDS);
    const before = calls.length;
    await read({ roleName: ACCESS_ROLE });
    const made = calls.slice(before).map(({ operation }) => operation);
    expect(answers.map(({ operation }) => operation).toSorted()).toEqual(
      made.filter((operation) => operation !== 'AssumeRole').toSorted(),
    );
    expect(answers).toContainEqual({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      ...{
        service: 'Config Service',
        operation: 'GetComplianceDetailsByConfigRule',
        region: 'eu-central-1',
        accountId: ORDERS,
      },
      input: expect.objectContaining({ Limit: 100 }),
      output: { EvaluationResults: expect.any(Array) },
    });
    const text = JSON.stringify(answers);
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\$metadata|SessionToken|SecretAccessKey/);
  });
});
