import { readFileSync, statSync } from 'node:fs';
import type { Check } from '../../checks/check.ts';
import { CHECKS, RULE_CHECKS } from '../../checks/registry.ts';
import type { Call } from '../../simulator/aws/call.ts';
import { AwsError } from '../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, SECRETS, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { assumedRole } from '../../simulator/aws/sts.ts';
import { brokerId, configurationItem, describeAnswer } from '../support/brokers.ts';
import { loadEvent, RESULT_TOKEN } from '../support/events.ts';
import { NETWORK, WITH_GROUPS } from '../support/faults.ts';
import { BUNDLES, FULL_BUNDLES, FUNCTION_ACCOUNT, startLambda } from '../support/lambda-process.ts';
import type { LoopbackAccount, WireEvaluation } from '../support/loopback-account.ts';
import { answerFor } from '../support/loopback-account.ts';

const MEMBER = '444455556666';
const ROLE = 'rabbitmq-conformance-evaluation';

// The files that are deployed, each in a process of its own that calls them as Lambda does.
describe.each(BUNDLES)('%s', (bundle) => {
  let answer: (call: Call) => unknown;
  let endpoints: AwsEndpoints;
  let lambda: Awaited<ReturnType<typeof startLambda>>;
  let output: string | undefined;

  beforeEach(async () => {
    output = undefined;
    endpoints = await startAwsEndpoints((call) => answer(call));
    lambda = await startLambda(bundle, { ...awsEnvironment(endpoints.url), EVALUATION_ROLE_NAME: ROLE });
  });

  afterEach(async () => {
    const text = await stop();
    await endpoints.close();
    for (const secret of [RESULT_TOKEN, ...Object.values(SECRETS)]) expect(text).not.toContain(secret);
    // Node.js warns of leaks, deprecations and the like.
    expect(text).not.toMatch(/warning/i);
  });

  async function stop(): Promise<string> {
    output ??= await lambda.stop();
    return output;
  }

  function serve(account: Partial<LoopbackAccount>): WireEvaluation[] {
    const evaluations: WireEvaluation[] = [];
    answer = answerFor({ brokers: [], ...account, evaluations });
    return evaluations;
  }

  /** What was written to the log, line by line. */
  async function lines(): Promise<readonly Record<string, unknown>[]> {
    return (await stop())
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  }

  function operations(): readonly string[] {
    return endpoints.calls.map(({ operation }) => operation);
  }

  test('answers a complete change event with exactly one call', async () => {
    const evaluations = serve({});
    expect(await lambda.invoke(loadEvent('change-ok', { accountId: FUNCTION_ACCOUNT }))).toEqual({});
    expect(operations()).toEqual(['PutEvaluations']);
    expect(evaluations.map(({ ComplianceType }) => ComplianceType)).toEqual(['COMPLIANT']);
  });

  test('writes one log line and one line of metrics, in the forms that CloudWatch reads', async () => {
    serve({});
    await lambda.invoke(loadEvent('change-ok', { accountId: FUNCTION_ACCOUNT }));
    const [log, metrics, ...others] = await lines();
    expect(others).toEqual([]);
    expect(log).toMatchObject({
      level: 'INFO',
      message: 'Evaluated',
      service: 'rabbitmq-conformance',
      accountId: FUNCTION_ACCOUNT,
      region: 'eu-west-1',
      trigger: 'ConfigurationItemChangeNotification',
      verdicts: { pass: 1, fail: 0, skip: 0, unknown: 0 },
    });
    const names = ['Brokers', 'Pass', 'Fail', 'Skip', 'UnknownBrokers'];
    expect(metrics).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'RabbitMQConformance',
            Dimensions: [['service']],
            Metrics: [...names.map((Name) => ({ Name, Unit: 'Count' })), { Name: 'Duration', Unit: 'Milliseconds' }],
          },
        ],
      },
      service: 'rabbitmq-conformance',
      Brokers: 1,
      Pass: 1,
      Fail: 0,
      Skip: 0,
      UnknownBrokers: 0,
      Duration: expect.any(Number),
    });
  });

  test('sweeps 250 brokers of both engines with no more calls than it takes', async () => {
    const brokers = Array.from({ length: 250 }, (_, index) =>
      describeAnswer(index, index % 5 === 0 ? { engineType: 'ActiveMQ' } : {}),
    );
    const evaluations = serve({ brokers });
    expect(await lambda.invoke(loadEvent('scheduled', { accountId: FUNCTION_ACCOUNT }))).toEqual({});
    const counts = Object.groupBy(operations(), (operation) => operation);
    expect(Object.fromEntries(Object.entries(counts).map(([name, calls]) => [name, calls?.length]))).toEqual({
      GetComplianceDetailsByConfigRule: 1,
      ListDiscoveredResources: 1,
      ListBrokers: 3,
      DescribeBroker: 200,
      PutEvaluations: 2,
    });
    expect(new Set(evaluations.map(({ ComplianceResourceId }) => ComplianceResourceId)).size).toBe(200);
  });

  test('asks Amazon EC2 for each group once in a sweep, and for none without the check', async () => {
    const brokers = Array.from({ length: 30 }, (_, index) =>
      describeAnswer(index, { securityGroups: index % 2 === 0 ? ['sg-narrow'] : ['sg-narrow', 'sg-wide'] }),
    );
    const evaluations = serve({ brokers, network: NETWORK });
    const event = loadEvent('scheduled', { accountId: FUNCTION_ACCOUNT });
    expect(await lambda.invoke(event)).toEqual({});
    expect(endpoints.calls.filter(({ service }) => service === 'ec2')).toEqual([]);
    evaluations.length = 0;
    const ending = await lambda.invoke({ ...event, ruleParameters: JSON.stringify(WITH_GROUPS) });
    if (!FULL_BUNDLES.some((one) => one === bundle)) {
      expect(ending.error?.message).toContain('This function was deployed without the opt-in checks');
      expect(evaluations).toEqual([]);
      return;
    }
    expect(ending).toEqual({});
    const asked = endpoints.calls.filter(({ service }) => service === 'ec2');
    expect(asked.map(({ operation, input }) => [operation, input.GroupId ?? input.PrefixListId])).toEqual(
      expect.arrayContaining([
        ['DescribeSecurityGroups', ['sg-narrow']],
        ['DescribeSecurityGroups', ['sg-wide']],
        ['GetManagedPrefixListEntries', 'pl-narrow'],
      ]),
    );
    expect(asked).toHaveLength(3);
    const counts = Object.groupBy(evaluations, ({ ComplianceType }) => ComplianceType);
    expect([counts.COMPLIANT?.length, counts.NON_COMPLIANT?.length]).toEqual([15, 15]);
  });

  test('acts in another account with the credentials of the evaluation role, assumed once while warm', async () => {
    serve({ brokers: [describeAnswer(1)] });
    for (const name of ['change-ok', 'scheduled', 'change-ok']) {
      expect(await lambda.invoke(loadEvent(name, { accountId: MEMBER }))).toEqual({});
    }
    expect(operations().filter((operation) => operation === 'AssumeRole')).toHaveLength(1);
    const [assume, ...others] = endpoints.calls;
    expect(assume?.input).toMatchObject({
      RoleArn: `arn:aws:iam::${MEMBER}:role/${ROLE}`,
      RoleSessionName: 'rabbitmq-conformance',
    });
    expect(new Set(others.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['ASSUMED']));
  });

  test('never signs calls in one account with the credentials of another', async () => {
    serve({});
    const one = answer;
    answer = (call) =>
      call.operation === 'AssumeRole'
        ? assumedRole(call.input, String(call.input.RoleArn).split(':')[4] ?? '')
        : one(call);
    const members = Array.from({ length: 60 }, (_, index) => String(200_000_000_000 + index));
    for (const accountId of [...members, FUNCTION_ACCOUNT, ...members]) {
      expect(await lambda.invoke(loadEvent('change-ok', { accountId }))).toEqual({});
    }
    const signers = endpoints.calls
      .filter(({ operation }) => operation === 'PutEvaluations')
      .map(({ accessKeyId }) => accessKeyId);
    expect(signers).toEqual([...members, 'OWN', ...members]);
  });

  test.each([
    'ExpiredTokenException',
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
  ])('assumes the role again after a service turned its credentials down with %s', async (code) => {
    const evaluations = serve({});
    const one = answer;
    let sessions = 0;
    answer = (call) => {
      if (call.operation === 'AssumeRole') {
        sessions += 1;
        return assumedRole(call.input, `SESSION${sessions}`);
      }
      if (call.accessKeyId === 'SESSION1') throw new AwsError(403, code);
      return one(call);
    };
    const event = loadEvent('change-ok', { accountId: MEMBER });
    const { error } = await lambda.invoke(event);
    expect(error?.name).toBe('IncompleteEvaluationError');
    expect(await lambda.invoke(event)).toEqual({});
    expect(sessions).toBe(2);
    expect(evaluations.map(({ ComplianceType }) => ComplianceType)).toEqual(['COMPLIANT']);
  });

  test('tells a missing evaluation role, in an account of its own and for good, from other failures', async () => {
    answer = () => {
      throw new AwsError(403, 'AccessDenied', 'not authorized to perform: sts:AssumeRole');
    };
    const { error } = await lambda.invoke(loadEvent('change-ok', { accountId: MEMBER }));
    expect(error).toEqual({
      name: 'EvaluationRoleError',
      message:
        `arn:aws:iam::${MEMBER}:role/${ROLE} cannot be assumed (AccessDenied: not authorized to perform: ` +
        'sts:AssumeRole). Check that the evaluation role is deployed in that account, and that AWS STS is active there in this region.',
    });
    const written = await lines();
    expect(written).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'Evaluation failed' }));
    expect(written.at(-1)).toMatchObject({ Failures: 1, RoleMissing: 1, Brokers: 0 });
  });

  test('does not call the role missing where STS fails in passing', async () => {
    answer = () => {
      throw new AwsError(500, 'InternalFailure');
    };
    const { error } = await lambda.invoke(loadEvent('change-ok', { accountId: MEMBER }));
    expect(error?.name).not.toBe('EvaluationRoleError');
    expect((await lines()).at(-1)).not.toHaveProperty('RoleMissing');
  });

  test('keeps the result token out of the log where AWS Config quotes it', async () => {
    answer = ({ input }) => {
      throw new AwsError(400, 'InvalidResultTokenException', `Value '${input.ResultToken}' is not valid`);
    };
    const { error } = await lambda.invoke(loadEvent('change-ok', { accountId: FUNCTION_ACCOUNT }));
    expect(error).toEqual({
      name: 'RefusedError',
      message: 'PutEvaluations was rejected: InvalidResultTokenException',
    });
  });

  test('fails where AWS Config does not take an evaluation', async () => {
    answer = () => ({ FailedEvaluations: [{ ComplianceResourceId: brokerId(1) }] });
    const { error } = await lambda.invoke(loadEvent('change-ok', { accountId: FUNCTION_ACCOUNT }));
    expect(error?.message).toBe(`AWS Config rejected the evaluations of ${brokerId(1)}.`);
  });

  test('withdraws an older COMPLIANT of a broker that it may not read, and logs why', async () => {
    const evaluations = serve({ brokers: [describeAnswer(1), describeAnswer(2)], recorded: [brokerId(1)] });
    const one = answer;
    answer = (call) => {
      if (call.input.brokerId === brokerId(1)) throw new AwsError(403, 'ForbiddenException', 'no');
      return one(call);
    };
    expect(await lambda.invoke(loadEvent('scheduled', { accountId: FUNCTION_ACCOUNT }))).toEqual({});
    const verdicts = evaluations.map(({ ComplianceResourceId, ComplianceType }) => [
      ComplianceResourceId,
      ComplianceType,
    ]);
    expect(new Map(verdicts as [string, string][])).toEqual(
      new Map([
        [brokerId(1), 'NOT_APPLICABLE'],
        [brokerId(2), 'COMPLIANT'],
      ]),
    );
    const written = await lines();
    expect(written).toContainEqual(expect.objectContaining({ level: 'ERROR', resourceId: brokerId(1) }));
    expect(written.at(-1)).toMatchObject({ UnknownBrokers: 1 });
  });

  test('before its deadline sends what it has, and says how many brokers were not evaluated', async () => {
    const brokers = Array.from({ length: 40 }, (_, index) => describeAnswer(index));
    const evaluations = serve({ brokers });
    const one = answer;
    // The last ones are throttled for as long as the function is ready to wait.
    answer = (call) => {
      const isLate = brokers.slice(30).some((broker) => broker.brokerId === call.input.brokerId);
      if (isLate) throw new AwsError(400, 'ThrottlingException');
      return one(call);
    };
    let sent = 0;
    const { error } = await lambda.invokeBriefly(loadEvent('scheduled', { accountId: FUNCTION_ACCOUNT }), 2_500, () => {
      sent = evaluations.splice(0).length;
      return sent === 30;
    });
    expect(sent).toBe(30);
    expect(error).toEqual({
      name: 'IncompleteEvaluationError',
      message: 'Time ran out: 10 of 40 brokers were not evaluated.',
    });
  });

  test.each([
    ['a change', 'change-ok', 'The operation was aborted'],
    ['a schedule', 'scheduled', 'Time ran out: 4 of 104 brokers were not evaluated.'],
  ])('ends before its deadline, with a log line, where AWS Config does not answer to %s', async (_, name, problem) => {
    const brokers = Array.from({ length: 104 }, (_, index) => describeAnswer(index));
    serve({ brokers });
    const one = answer;
    answer = (call) => {
      const isLate = brokers.slice(100).some((broker) => broker.brokerId === call.input.brokerId);
      return call.operation === 'PutEvaluations' || isLate ? new Promise(() => {}) : one(call);
    };
    const { error } = await lambda.invokeBriefly(
      loadEvent(name, { accountId: FUNCTION_ACCOUNT }),
      2_500,
      (ending) => ending.error?.message.includes(problem) === true,
    );
    expect(error?.name).toBe('IncompleteEvaluationError');
    expect(error?.message).toContain(problem);
    expect(error?.message).toContain('evaluations could not be sent');
    const written = await lines();
    expect(written.at(-2)).toMatchObject({ level: 'ERROR', message: 'Evaluation failed' });
    expect(written.at(-1)).toHaveProperty('_aws');
  });

  test('counts each invocation by itself while warm', async () => {
    serve({});
    for (const _ of [1, 2]) await lambda.invoke(loadEvent('change-ok', { accountId: FUNCTION_ACCOUNT }));
    const metrics = (await lines()).filter((line) => '_aws' in line);
    expect(metrics.map(({ Brokers }) => Brokers)).toEqual([1, 1]);
  });

  test('serves no other account where no evaluation role is configured', async () => {
    serve({});
    const own = await startLambda(bundle, awsEnvironment(endpoints.url));
    const { error } = await own.invoke(loadEvent('change-ok', { accountId: MEMBER }));
    await own.stop();
    expect(error).toEqual({
      name: 'EvaluationRoleError',
      message: `The rule is in account ${MEMBER}, but no evaluation role is configured.`,
    });
    expect(operations()).toEqual([]);
  });

  test('completes an oversized item from the history', async () => {
    const { configuration, ...item } = configurationItem(describeAnswer(1));
    const { configurationItemSummary: summary } = JSON.parse(String(loadEvent('oversized').invokingEvent));
    const recorded = {
      ...item,
      configurationItemCaptureTime: Date.parse(summary.configurationItemCaptureTime) / 1000,
      configuration: JSON.stringify(configuration),
    };
    const evaluations = serve({ items: [recorded] });
    expect(await lambda.invoke(loadEvent('oversized', { accountId: FUNCTION_ACCOUNT }))).toEqual({});
    expect(operations()).toEqual(['GetResourceConfigHistory', 'PutEvaluations']);
    expect(evaluations.map(({ ComplianceType }) => ComplianceType)).toEqual(['COMPLIANT']);
  });
});

test('the inline bundle without the opt-in checks does not take all checks for those that it has', async () => {
  const endpoints = await startAwsEndpoints(() => ({}));
  const lambda = await startLambda('dist/lambda-inline/index.js', awsEnvironment(endpoints.url));
  const { error } = await lambda.invoke({
    ...loadEvent('scheduled', { accountId: FUNCTION_ACCOUNT }),
    ruleParameters: JSON.stringify({ checks: 'all', requiredTags: 'team' }),
  });
  await lambda.stop();
  await endpoints.close();
  expect(error).toMatchObject({ name: 'RuleParametersError', message: expect.stringContaining('no check "all"') });
  expect(endpoints.calls).toEqual([]);
});

test('the inline bundle is small enough for a template body, with room for the rest of the template', () => {
  // The body of a template has at most 51,200 characters. A longer template, as with the opt-in checks, is a file in S3.
  expect(statSync('dist/lambda-inline/index.js').size).toBeLessThan(34_000);
  expect(statSync('dist/lambda-inline-all/index.js').size).toBeLessThan(47_000);
});

test.each(['lambda-inline', 'lambda-inline-all'])(
  '%s has what annotations say of checks, and no other prose',
  (name) => {
    const code = readFileSync(`dist/${name}/index.js`, 'utf8');
    const checks: readonly Check[] = RULE_CHECKS.filter(({ id }) => code.includes(`"${id}"`));
    expect(checks.length).toBeGreaterThanOrEqual(3);
    for (const { id, title, description, rationale, managedRule, remediation } of checks) {
      const left = [title, description, rationale, managedRule && `"${managedRule}"`].filter(
        (text) => text && code.includes(text),
      );
      expect([id, code.includes(remediation), left]).toEqual([id, true, []]);
    }
  },
);

test('the inline bundle without the opt-in checks has nothing of them', () => {
  const [small = '', all = ''] = ['lambda-inline', 'lambda-inline-all'].map((name) =>
    readFileSync(`dist/${name}/index.js`, 'utf8'),
  );
  for (const { id, isOptIn } of CHECKS as readonly Check[]) {
    expect(all).toContain(id);
    expect([id, small.includes(id)]).toEqual([id, isOptIn !== true]);
  }
  expect(all).toContain('DescribeSecurityGroups');
  expect(small).not.toMatch(/DescribeSecurityGroupsCommand|client-ec2/);
});
