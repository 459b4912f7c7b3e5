import { badRabbit, broker, bucket, change, module, plan, rabbit, read, state, verdictsByAddress } from './support.ts';

const data = { ...broker(badRabbit(), 'data.aws_mq_broker.found'), mode: 'data' };

describe('what is skipped is said', () => {
  const old = broker(badRabbit(), 'aws_mq_broker.old');
  const older = broker(badRabbit(), 'aws_mq_broker.older');
  const deposed = change(broker(badRabbit()), ['delete'], {}, { deposed: '00000001' });
  it.each([
    ['nothing', plan([broker(rabbit())]), []],
    ['other resources', state([bucket(), bucket('aws_s3_bucket.b')]), ['skipped 2 resources other than brokers.']],
    [
      'resources and data sources',
      state([bucket(), data, { ...bucket('data.aws_vpc.v'), mode: 'data' }]),
      ['skipped 1 resource other than brokers.', 'skipped 2 data sources.'],
    ],
    [
      'a broker that is no longer managed',
      plan([], { resource_changes: [change(old, ['forget'])], prior_state: state([old]) }),
      ['forgets 1 broker, which stays in AWS: aws_mq_broker.old.'],
    ],
    [
      'brokers that are no longer managed',
      plan([], { resource_changes: [old, older].map((each) => change(each, ['forget'])) }),
      ['forgets 2 brokers, which stay in AWS: aws_mq_broker.old, aws_mq_broker.older.'],
    ],
    [
      'a broker without an address that is no longer managed',
      plan([], { resource_changes: [{ ...change(old, ['forget']), address: undefined }] }),
      ['forgets 1 broker, which stays in AWS: one without an address.'],
    ],
    [
      'a broker that is no longer managed, and is listed without values',
      plan([{ ...old, values: undefined }], { resource_changes: [change(old, ['forget'])] }),
      ['forgets 1 broker, which stays in AWS: aws_mq_broker.old.'],
    ],
    ['a bucket that is deleted', plan([], { resource_changes: [change(bucket(), ['delete'])] }), []],
    ['an empty state', { format_version: '1.0' }, ['is an empty state.']],
    ['an empty state of OpenTofu', { format_version: '1.0', terraform_version: '1.10.6' }, ['is an empty state.']],
  ])('%s', (_, value, notices) => {
    expect(read(value)).toMatchObject({ notices, problems: [] });
  });

  it('a deposed broker that is deleted does not hide what is unknown of the current one', () => {
    const current = broker({ engine_type: 'RabbitMQ' });
    const value = plan([current], {
      resource_changes: [change(current, ['update'], { publicly_accessible: true }), deposed],
    });
    expect(verdictsByAddress(value)).toEqual({ 'aws_mq_broker.orders': 'fail unknown fail' });
  });
});

describe('a plan that contradicts itself is a problem', () => {
  const planned = broker(rabbit());
  const other = broker(badRabbit(), 'aws_mq_broker.other');
  const third = broker(badRabbit(), 'module.m.aws_mq_broker.third[0]');
  const message = (what: string) => `changes ${what}. Expected the complete output of "terraform show -json".`;
  const one = message('1 broker that its planned_values do not contain: aws_mq_broker.other');
  it.each([
    ['one broker is created', [['create']], [other], one],
    ['one broker is updated', [['update']], [other], one],
    ['one broker is replaced', [['delete', 'create']], [other], one],
    ['one broker is replaced, and the old one forgotten', [['create', 'forget']], [other], one],
    ['one broker stays', [['no-op']], [other], one],
    ['nobody knows what becomes of it', [[]], [other], one],
    [
      'two brokers are created',
      [['create'], ['create']],
      [other, third],
      message('2 brokers that its planned_values do not contain: aws_mq_broker.other, module.m.aws_mq_broker.third[0]'),
    ],
  ] as const)('where %s', (_, actions, resources, problem) => {
    const changes = resources.map((resource, index) => change(resource, actions[index] ?? []));
    const value = plan([planned], { resource_changes: [change(planned, ['no-op']), ...changes] });
    expect(read(value).problems).toEqual([problem]);
    expect(verdictsByAddress(value)).toEqual({ 'aws_mq_broker.orders': 'pass pass pass' });
  });
});

describe('whether something else is a broker, or makes one, is not known', () => {
  const BODY = JSON.stringify({ Resources: { B: { Type: 'AWS::AmazonMQ::Broker' } } });
  const QUEUES = JSON.stringify({ Resources: { Q: { Type: 'AWS::SQS::Queue' } } });
  const resource = (type: string, values: unknown, more = {}) => ({
    address: `${type}.x`,
    mode: 'managed',
    type,
    values,
    ...more,
  });
  const unseen = (type: string) => ({
    problems: [],
    notices: [],
    results: [
      {
        address: `${type}.x`,
        verdict: 'unknown',
        detail: expect.stringMatching(
          /cloudcontrolapi|amazonmq/.test(type)
            ? /^\S+\.x is, or may be, a broker that cannot be read\. Evaluate it with "rabbitmq-conformance scan" once /
            : /^The template of \S+\.x cannot be read\. Brokers in it are not evaluated\. Evaluate that template too\.$/,
        ),
      },
    ],
  });
  it.each([
    ['a broker of another provider', 'awscc_amazonmq_broker', { publicly_accessible: true }, true],
    ['a stack with a broker', 'aws_cloudformation_stack', { template_body: BODY }, true],
    ['a stack of which the template is elsewhere', 'aws_cloudformation_stack', { template_url: 'https://x' }, true],
    ['a stack without values', 'aws_cloudformation_stack', undefined, true],
    ['a stack set with a broker', 'aws_cloudformation_stack_set', { template_body: BODY }, true],
    ['a stack with a macro', 'aws_cloudformation_stack', { template_body: `Transform: X\n${QUEUES}` }, true],
    [
      'a stack with an escape',
      'aws_cloudformation_stack',
      { template_body: BODY.replace('Amazon', '\\u0041mazon') },
      true,
    ],
    ['a stack set of another provider', 'awscc_cloudformation_stack_set', { template_url: 'https://x' }, true],
    ['a stack of another provider', 'awscc_cloudformation_stack', { template_url: 'https://x' }, true],
    ['a product', 'aws_servicecatalog_provisioned_product', {}, true],
    ['a broker of Cloud Control', 'aws_cloudcontrolapi_resource', { type_name: 'AWS::AmazonMQ::Broker' }, true],
    ['a resource of Cloud Control of which the type is not known', 'aws_cloudcontrolapi_resource', {}, true],
    ['a queue of Cloud Control', 'aws_cloudcontrolapi_resource', { type_name: 'AWS::SQS::Queue' }, false],
    ['a stack of queues', 'aws_cloudformation_stack', { template_body: QUEUES }, false],
  ] as const)('%s', (_, type, values, isUnseen) => {
    const found = isUnseen
      ? unseen(type)
      : { problems: [], results: [], notices: ['skipped 1 resource other than brokers.'] };
    expect(read(state([resource(type, values)]))).toMatchObject(found);
    expect(read(plan([resource(type, values)] as never, { resource_changes: [] }))).toMatchObject(found);
  });

  it('but not what is only read', () => {
    const read_ = read(state([resource('aws_cloudformation_stack', { template_body: BODY }, { mode: 'data' })]));
    expect(read_).toMatchObject({ problems: [], notices: ['skipped 1 data source.'] });
  });
});

describe('a plan that covers only a part is a problem', () => {
  const planned = broker(rabbit());
  const other = broker(badRabbit(), 'aws_mq_broker.other');
  const deferred = { reason: 'instance_count_unknown', resource_change: change(other, ['create']) };
  const leftOut =
    'is a plan that leaves out 1 broker of the state: aws_mq_broker.other. ' +
    'Expected a plan without -target and -refresh-only.';
  it.each([
    [
      'one that ended in an error',
      plan([planned], { errored: true, complete: false }),
      'is a plan that ended in an error, so brokers may be missing. Fix the error, and plan again.',
    ],
    [
      'one with a target',
      plan([planned], { complete: false, prior_state: state([planned, other]) }),
      'is a partial plan (complete is not true), so brokers may be missing. ' +
        'Expected a plan without -target and without deferred changes.',
    ],
    [
      'one that defers a broker',
      plan([planned], { complete: false, deferred_changes: [deferred] }),
      'defers 1 broker that is not evaluated: aws_mq_broker.other. Apply this plan, and evaluate the next one.',
    ],
    [
      'one that defers two brokers',
      plan([planned], { complete: false, deferred_changes: [deferred, deferred] }),
      'defers 2 brokers that are not evaluated: aws_mq_broker.other, aws_mq_broker.other. ' +
        'Apply this plan, and evaluate the next one.',
    ],
    [
      'one with a target, of an older version',
      plan([planned], { complete: undefined, prior_state: state([planned, other]) }),
      leftOut,
    ],
    [
      'one that only refreshes',
      plan([], { planned_values: { root_module: {} }, resource_changes: undefined, prior_state: state([other]) }),
      leftOut,
    ],
    [
      'one that only refreshes, with a broker in a module',
      plan([], { resource_changes: [], prior_state: state([], [module('module.m', [other])]) }),
      leftOut,
    ],
  ])('%s', (_, value, problem) => {
    expect(read(value).problems).toEqual([problem]);
  });

  it('and what it has is still evaluated', () => {
    expect(verdictsByAddress(plan([planned, other], { errored: true }))).toEqual({
      'aws_mq_broker.orders': 'pass pass pass',
      'aws_mq_broker.other': 'fail fail fail',
    });
  });
});
