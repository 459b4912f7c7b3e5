import { mkdirSync } from 'node:fs';
import { run, temporaryFolder } from '../support.ts';
import type { Json } from './described.ts';
import { CONFIGURATION, described, GROUPS, ID, item, KEY, SUBNETS, WINDOW } from './described.ts';
import { plan } from './support.ts';

const folder = temporaryFolder();

const TAGS = { team: 'payments' };
const BROKER = described({
  SubnetIds: SUBNETS,
  Tags: TAGS,
  EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: KEY },
});

// Only what is deployed has an ID, which a tag of the new broker names.
const UNDEPLOYED = { ...BROKER, BrokerId: 'none', BrokerArn: undefined };

const PROPERTIES = {
  BrokerName: 'orders',
  EngineType: 'RABBITMQ',
  EngineVersion: '3.13.7',
  DeploymentMode: 'SINGLE_INSTANCE',
  HostInstanceType: 'mq.m5.large',
  PubliclyAccessible: false,
  AutoMinorVersionUpgrade: true,
  AuthenticationStrategy: 'SIMPLE',
  EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: KEY },
  Configuration: CONFIGURATION,
  Logs: { General: false },
  MaintenanceWindowStartTime: WINDOW,
  SecurityGroups: GROUPS,
  SubnetIds: SUBNETS,
  Tags: [{ Key: 'team', Value: 'payments' }],
};
const template = (properties: Json = {}, sections: Json = {}) => ({
  ...sections,
  Resources: { Orders: { Type: 'AWS::AmazonMQ::Broker', Properties: { ...PROPERTIES, ...properties } } },
});

const ATTRIBUTES = {
  broker_name: 'orders',
  engine_type: 'RabbitMQ',
  engine_version: '3.13.7',
  deployment_mode: 'SINGLE_INSTANCE',
  host_instance_type: 'mq.m5.large',
  publicly_accessible: false,
  auto_minor_version_upgrade: true,
  authentication_strategy: 'simple',
  encryption_options: [{ use_aws_owned_key: false, kms_key_id: KEY }],
  configuration: [{ id: CONFIGURATION.Id, revision: CONFIGURATION.Revision }],
  logs: [{ general: false }],
  maintenance_window_start_time: [{ day_of_week: 'SUNDAY', time_of_day: '02:00', time_zone: 'Europe/Berlin' }],
  security_groups: GROUPS,
  subnet_ids: SUBNETS,
  tags: {},
  tags_all: TAGS,
};
const resource = (values: Json, name = 'orders') => ({
  address: `aws_mq_broker.${name}`,
  mode: 'managed',
  type: 'aws_mq_broker',
  name,
  values,
});
const terraformPlan = (values: Json = {}, marks: Json = {}) => ({
  format_version: '1.2',
  planned_values: { root_module: { resources: [resource({ ...ATTRIBUTES, ...values })] } },
  resource_changes: [
    {
      address: 'aws_mq_broker.orders',
      mode: 'managed',
      type: 'aws_mq_broker',
      change: { actions: ['create'], after_unknown: marks },
    },
  ],
});

describe('the plan of a broker is the same as from DescribeBroker', () => {
  const sub = { 'Fn::Sub': '$'.concat('{Prefix}ders') };
  it.each<[string, unknown]>([
    ['from a configuration item', item(BROKER)],
    ['from a template', template()],
    [
      'from a template with functions',
      template(
        { BrokerName: sub, EngineVersion: { Ref: 'Version' } },
        {
          Parameters: { Prefix: { Type: 'String', Default: 'or' }, Version: { Type: 'String', Default: '3.13.7' } },
        },
      ),
    ],
    ['from a Terraform plan', terraformPlan()],
    [
      'from a Terraform state',
      { format_version: '1.0', values: { root_module: { resources: [resource(ATTRIBUTES)] } } },
    ],
    [
      'from a state file',
      {
        version: 4,
        terraform_version: '1.9.0',
        serial: 1,
        resources: [
          { mode: 'managed', type: 'aws_mq_broker', name: 'orders', instances: [{ attributes: ATTRIBUTES }] },
        ],
      },
    ],
    ['from a list with a broker of ActiveMQ', [described({ EngineType: 'ACTIVEMQ' }), BROKER]],
  ])('%s', async (_, input) => {
    const known = JSON.stringify(input).includes(ID) ? BROKER : UNDEPLOYED;
    for (const format of ['cloudformation', 'terraform']) {
      const expected = await plan(known, '--format', format);
      const { status, stdout } = await plan(input, '--format', format);
      expect({ status, stdout }).toEqual({ status: 0, stdout: expected.stdout });
      expect(expected.stdout).toContain(KEY);
    }
  });

  it('from a change set', async () => {
    const changeSet = {
      ChangeSetId: 'arn:aws:cloudformation:eu-west-1:111122223333:changeSet/x/1',
      StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/x/1',
      StackName: 'x',
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Changes: [
        {
          Type: 'Resource',
          ResourceChange: {
            Action: 'Add',
            LogicalResourceId: 'Orders',
            ResourceType: 'AWS::AmazonMQ::Broker',
            Scope: [],
            Details: [],
            AfterContext: JSON.stringify({ Properties: PROPERTIES }),
          },
        },
      ],
    };
    const { status, stdout } = await plan(changeSet, '--format', 'terraform');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: (await plan(UNDEPLOYED, '--format', 'terraform')).stdout,
    });
  });

  it('from Terraform configuration, in which what is not known is not guessed', async () => {
    mkdirSync(folder.path('hcl'));
    const path = folder.write(
      'hcl/main.tf',
      `variable "key" {}
resource "aws_mq_broker" "orders" {
  broker_name                = "orders"
  engine_type                = "RabbitMQ"
  engine_version             = "3.13.7"
  host_instance_type         = "mq.m5.large"
  auto_minor_version_upgrade = true
  security_groups            = ${JSON.stringify(GROUPS)}
  subnet_ids                 = ${JSON.stringify(SUBNETS)}
  tags                       = { team = "payments" }
  configuration {
    id       = "${CONFIGURATION.Id}"
    revision = ${CONFIGURATION.Revision}
  }
  encryption_options {
    use_aws_owned_key = false
    kms_key_id        = var.key
  }
  maintenance_window_start_time {
    day_of_week = "SUNDAY"
    time_of_day = "02:00"
    time_zone   = "Europe/Berlin"
  }
}
`,
    );
    const { stdout } = await run(['plan', path, '--format', 'terraform', '--kms-key-id', KEY]);
    const expected = await plan(UNDEPLOYED, '--format', 'terraform', '--kms-key-id', KEY);
    expect(stdout).toBe(expected.stdout);
    expect((await run(['plan', path])).stderr).toContain('set the ARN with --kms-key-id');
  });

  it('from a template in a folder, with a parameter that is given', async () => {
    const path = folder.write(
      'template.json',
      template({ EngineVersion: { Ref: 'Version' } }, { Parameters: { Version: { Type: 'String' } } }),
    );
    const expected = await plan(UNDEPLOYED, '--format', 'terraform');
    const args = ['plan', path, '--format', 'terraform', '--parameters', 'Version=3.13.7'];
    expect((await run(args)).stdout).toBe(expected.stdout);
    expect((await run([...args.slice(0, 4), '--parameters', 'Versoin=3.13.7'])).status).toBe(2);
  });
});

describe('what is not known is not guessed', () => {
  const ref = { Ref: 'Unknown' };
  const sections = { Parameters: { Unknown: { Type: 'String' } } };
  it.each<[string, unknown, string]>([
    [
      'a version in a template',
      template({ EngineVersion: ref }, sections),
      'has an invalid EngineVersion: set the version',
    ],
    [
      'an instance type in a template',
      template({ HostInstanceType: ref }, sections),
      'has an invalid HostInstanceType: set',
    ],
    [
      'a key in a template',
      template({ EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: ref } }, sections),
      'set the ARN with --kms-key-id',
    ],
    ['a name in a template', template({ BrokerName: ref }, sections), 'has no broker name: set the name'],
    [
      'a key in a Terraform plan',
      terraformPlan(
        { encryption_options: [{ use_aws_owned_key: false }] },
        { encryption_options: [{ kms_key_id: true }] },
      ),
      'set the ARN with --kms-key-id',
    ],
    ['a version in a Terraform plan', terraformPlan({}, { engine_version: true }), 'has an invalid EngineVersion'],
    ['a template with a macro', template({}, { Transform: 'Replace' }), 'has the macro "Replace"'],
    ['a summary of a broker', [{ BrokerId: 'b-1', EngineType: 'RABBITMQ' }], 'has only some facts of the broker.'],
  ])('%s', async (_, input, message) => {
    const { status, stdout, stderr } = await plan(input, '--format', 'terraform');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each<[string, unknown]>([
    ['subnets in a template', template({ SubnetIds: [SUBNETS[0], ref] }, sections)],
    ['subnets in a Terraform plan', terraformPlan({ subnet_ids: [SUBNETS[0]] }, { subnet_ids: [false, true] })],
  ])('some %s are asked for', async (_, input) => {
    const { status, stdout, stderr } = await plan(input, '--format', 'terraform');
    expect(status).toBe(0);
    expect(stderr).toContain('Provide private subnets in three Availability Zones');
    expect(stdout).not.toContain(SUBNETS[0]);
  });

  it.each<[string, unknown]>([
    ['a template', template({ Tags: [{ Key: 'stage', Value: ref }] }, sections)],
    ['a Terraform plan', terraformPlan({ tags_all: {}, tags: null }, { tags_all: true, tags: { stage: true } })],
  ])('the tags of %s are left out', async (_, input) => {
    const { stderr } = await plan(input, '--format', 'terraform');
    expect(stderr).toContain('The tags are not known, so the new broker keeps none.');
  });
});

describe('of several brokers', () => {
  const ARN = 'arn:aws:mq:eu-west-1:111122223333:broker:billing:b-2a2b3c4d-1111-4111-8111-0123456789ab';
  const billing = described({
    BrokerName: 'billing',
    BrokerId: 'b-2a2b3c4d-1111-4111-8111-0123456789ab',
    BrokerArn: ARN,
  });
  const several = [described(), billing, described({ EngineType: 'ACTIVEMQ', BrokerName: 'old' })];

  it.each(['billing', 'b-2a2b3c4d-1111-4111-8111-0123456789ab', ARN])('--broker %s chooses one', async (name) => {
    const { status, stdout } = await plan(several, '--format', 'terraform', '--broker', name);
    expect({ status, stdout }).toEqual({ status: 0, stdout: (await plan(billing, '--format', 'terraform')).stdout });
  });

  it('--broker chooses by the address, whatever else cannot be used', async () => {
    const input = {
      Resources: { ...template().Resources, Billing: { Type: 'AWS::AmazonMQ::Broker', Properties: PROPERTIES }, X: {} },
    };
    expect((await plan(input, '--format', 'terraform', '--broker', 'Billing')).status).toBe(0);
    expect((await plan(input, '--format', 'terraform')).stderr).toContain('has the resource "X" without a Type');
  });

  it.each<[string, unknown, readonly string[], string]>([
    [
      'none is chosen',
      several,
      [],
      'has 2 RabbitMQ brokers: orders, billing. Choose one with --broker, by its name, ID, ARN or address, or pass only its file.',
    ],
    ['another is chosen', several, ['--broker', 'x'], 'has no broker "x". It has orders, billing, old.'],
    [
      'two have the name',
      [billing, billing],
      ['--broker', 'billing'],
      'has 2 RabbitMQ brokers: billing, billing. Choose',
    ],
    [
      'none is of RabbitMQ',
      [several[2], several[2]],
      [],
      'has 2 brokers, but none with the engine RabbitMQ: old, old.',
    ],
    [
      'a broker is only deleted',
      {
        format_version: '1.2',
        planned_values: { root_module: {} },
        resource_changes: [
          { ...resource({}), change: { actions: ['delete'], before: ATTRIBUTES, after: null, after_unknown: {} } },
        ],
      },
      [],
      ': has no broker.\n',
    ],
  ])('it is an error if %s', async (_, input, options, message) => {
    const { status, stdout, stderr } = await plan(input, ...options);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('names the files of those with one name', async () => {
    mkdirSync(folder.path('same'));
    const paths = ['a', 'b'].map((name) => folder.write(`same/${name}.json`, template()));
    const { stderr } = await run(['plan', folder.path('same')]);
    expect(stderr).toContain(`has 2 RabbitMQ brokers: Orders in ${paths[0]}, Orders in ${paths[1]}. Choose one`);
  });

  it('is an error with an ID', async () => {
    const { status, stderr } = await run(['plan', 'b-2a2b3c4d-1111-4111-8111-0123456789ab', '--broker', 'x']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('--broker chooses one in a file.'),
    });
  });
});
