import { inProject } from './support.ts';

const GUIDE = 'https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs/remediation.md';
const NEXT_MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const PROVEN = 'The deployment mode is CLUSTER_MULTI_AZ. The broker is not publicly accessible. General logging is on.';
const NO_CLUSTER = `The deployment mode is SINGLE_INSTANCE, not CLUSTER_MULTI_AZ.`;
const FIX_CLUSTER = `  Fix (needs a new broker): The mode cannot be changed: create a new cluster and move clients to it.
  Guide: ${GUIDE}#rabbitmq-cluster-deployment
`;
const LOGGING_OFF = `FAIL  rabbitmq-general-logging (medium): 1 broker
  General logging is off.`;
const FIX_LOGGING = `  Fix (in place): Turn it on with UpdateBroker: set Logs.General=true and nothing else in Logs. No new broker is needed.
  Guide: ${GUIDE}#rabbitmq-general-logging
`;

function template(name: string, mode: string): string {
  return `Resources:
  Queue: { Type: AWS::SQS::Queue }
  Broker:
    Type: AWS::AmazonMQ::Broker
    Properties:
      BrokerName: ${name}
      EngineType: RABBITMQ
      DeploymentMode: ${mode}
      PubliclyAccessible: false
      Logs: { General: true }
`;
}

test('a monorepo of 300 templates, with node_modules and a folder that nobody wants to hear of', () => {
  inProject(undefined, ({ write, run }) => {
    for (let number = 0; number < 300; number += 1) {
      const name = `service-${String(number).padStart(3, '0')}`;
      write(
        `services/${name}/template.yaml`,
        template(name, number % 100 === 42 ? 'SINGLE_INSTANCE' : 'CLUSTER_MULTI_AZ'),
      );
    }
    write('services/service-000/node_modules/peer/template.yaml', template('peer', 'SINGLE_INSTANCE'));
    write('legacy/template.yaml', template('legacy', 'SINGLE_INSTANCE'));
    write('docs/brokers.md', 'Each service has an AWS::AmazonMQ::Broker.');
    write('.rabbitmq-conformance.yaml', 'exclude: [legacy/]\n');

    expect(run('evaluate', '.')).toMatchObject({
      status: 1,
      stdout: `FAIL  rabbitmq-cluster-deployment (medium): 3 brokers
  ${NO_CLUSTER}
    Broker  services/service-042/template.yaml:3
    Broker  services/service-142/template.yaml:3
    Broker  services/service-242/template.yaml:3
${FIX_CLUSTER}
PASS
  ${PROVEN}
    Broker  services/service-000/template.yaml:3
    Broker  services/service-001/template.yaml:3
    Broker  services/service-002/template.yaml:3
    Broker  services/service-003/template.yaml:3
    Broker  services/service-004/template.yaml:3
    Broker  services/service-005/template.yaml:3
    Broker  services/service-006/template.yaml:3
    Broker  services/service-007/template.yaml:3
    Broker  services/service-008/template.yaml:3
    Broker  services/service-009/template.yaml:3
  … and 287 more. --verbose lists them.

300 brokers, 900 results: 3 fail, 0 unknown, 897 pass, 0 skip
`,
      stderr: `skipped 300 resources other than brokers in 300 inputs. --verbose names them.
.: skipped 1 file of an unknown type (docs/brokers.md).
.rabbitmq-conformance.yaml: excluded 1 folder (legacy).
Configuration: .rabbitmq-conformance.yaml (exclude)
`,
    });
    write(
      'exemptions.yaml',
      `- address: Broker
  source: services/service-?42/template.yaml
  checks: [rabbitmq-cluster-deployment]
  reason: Load tests. They hold no data.
  until: ${NEXT_MONTH}
`.replace('?', '*'),
    );
    write('.rabbitmq-conformance.yaml', 'exclude: [legacy/]\nexemptions: exemptions.yaml\n');

    expect(run('evaluate', '.', '--quiet')).toMatchObject({
      status: 0,
      stderr: 'Configuration: .rabbitmq-conformance.yaml (exclude, exemptions)\n',
    });
  });
});

test('an AWS SAM application, which init makes ready', () => {
  inProject('sam', ({ write, read, has, run }) => {
    write('.github/workflows/test.yml', 'on: push\n');

    expect(run('evaluate', 'template.yaml')).toMatchObject({
      status: 3,
      stdout: `UNKNOWN  rabbitmq-cluster-deployment (medium): 1 broker
  DeploymentMode is not known: it is !If [IsProduction, CLUSTER_MULTI_AZ, SINGLE_INSTANCE], and the condition IsProduction is not known, because the parameter Stage has no value (set it with --parameters Stage=… or in a parameter file).
    Orders  template.yaml:28

1 broker, 3 results: 0 fail, 1 unknown, 2 pass, 0 skip
`,
    });
    expect(run('init')).toMatchObject({ status: 0, stderr: '' });
    expect(read('.rabbitmq-conformance.yaml')).toContain('parameterFiles:\n  - samconfig.toml\n');
    expect(has('.github/workflows/rabbitmq-conformance.yml')).toBe(true);
    expect(run('evaluate', '.')).toMatchObject({
      status: 1,
      stdout: `FAIL  rabbitmq-cluster-deployment (medium): 1 broker
  ${NO_CLUSTER}
    Orders  template.yaml:28
${FIX_CLUSTER}
1 broker, 3 results: 1 fail, 0 unknown, 2 pass, 0 skip
`,
    });
    write('.rabbitmq-conformance.yaml', 'parameterFiles: [{ path: samconfig.toml, environment: production }]\n');

    expect(run('evaluate', '.')).toMatchObject({
      status: 0,
      stdout: `PASS
  ${PROVEN}
    Orders  template.yaml:28

1 broker, 3 results: 0 fail, 0 unknown, 3 pass, 0 skip
`,
    });
  });
});

test('a CDK app, whose construct path leads to the code', () => {
  inProject('cdk', ({ run }) => {
    expect(run('evaluate', '.')).toMatchObject({
      status: 1,
      stdout: `FAIL  rabbitmq-cluster-deployment (medium): 1 broker
  ${NO_CLUSTER}
    Orders0C3FCD1B  cdk.out/Messaging.template.json:3  Messaging/Orders
${FIX_CLUSTER}
1 broker, 3 results: 1 fail, 0 unknown, 2 pass, 0 skip
`,
    });
  });
});

test('Terraform configuration, and a plan that replaces a broker', () => {
  inProject('terraform', ({ run, write }) => {
    const lost = 'Its messages, queues, users and endpoint are lost.';

    expect(run('evaluate', 'plan.json')).toMatchObject({
      status: 1,
      stderr: '',
      stdout: `FAIL  rabbitmq-no-replacement (high): 1 broker
  The change replaces the broker, because deployment_mode and subnet_ids cannot be changed in place. It deletes this broker, then creates the new one. ${lost}
    module.orders.aws_mq_broker.this  plan.json
  Fix: Leave this broker as it is. Add a second one, move clients and messages to it, then remove the old one: "rabbitmq-conformance plan" prepares that.
  Guide: ${GUIDE}#rabbitmq-no-replacement

FAIL  rabbitmq-no-deletion (high): 1 broker
  The change deletes the broker, because it is no longer in the Terraform configuration. ${lost}
    aws_mq_broker.legacy  plan.json
  Fix: Keep the broker until its clients and messages are on another one. If nobody needs it, accept the deletion with an exemption.
  Guide: ${GUIDE}#rabbitmq-no-deletion

2 brokers, 5 results: 2 fail, 0 unknown, 3 pass, 0 skip
`,
    });
    // The configuration adds what is not in the plan.
    expect(run('evaluate', '.', '--checks', 'rabbitmq-cluster-deployment,rabbitmq-general-logging')).toMatchObject({
      status: 1,
      stderr: `main.tf: skipped 1 broker that a plan has too (plan.json): module.orders.aws_mq_broker.this.
`,
      stdout: `${LOGGING_OFF}
    aws_mq_broker.reports  main.tf:15
${FIX_LOGGING}
UNKNOWN  rabbitmq-cluster-deployment (medium): 1 broker
  deployment_mode is var.reports_mode, which has no default.
    aws_mq_broker.reports  main.tf:15

PASS
  The deployment mode is CLUSTER_MULTI_AZ. General logging is on.
    module.orders.aws_mq_broker.this  plan.json

2 brokers, 4 results: 1 fail, 1 unknown, 2 pass, 0 skip
`,
    });
    write(
      'exemptions.yaml',
      `- address: aws_mq_broker.legacy
  source: plan.json
  checks: [rabbitmq-no-deletion]
  reason: Moved to another broker.
  until: ${NEXT_MONTH}
  ticket: OPS-7
`,
    );

    expect(run('evaluate', 'plan.json', '--exemptions', 'exemptions.yaml').stdout).toContain(
      `  Exempt until ${NEXT_MONTH} (30 days left): Moved to another broker. (OPS-7)\n`,
    );
    run('evaluate', 'plan.json', '--format', 'json=known.json');
    // A change happens now, whatever happened before.
    expect(run('evaluate', 'plan.json', '--baseline', 'known.json')).toMatchObject({ status: 1 });
  });
});

test('a Helm chart and a Serverless Framework file beside templates', () => {
  inProject('helm', ({ run }) => {
    expect(run('evaluate', '.')).toMatchObject({
      status: 1,
      stdout: `${LOGGING_OFF}
    Orders  infrastructure/orders.yaml:2
${FIX_LOGGING}
1 broker, 3 results: 1 fail, 0 unknown, 2 pass, 0 skip
`,
      stderr: `.: skipped 1 Kubernetes manifest (charts/orders/templates/broker.yaml). Evaluate the broker with "rabbitmq-conformance scan" once it exists.
.: skipped 1 Helm, Jinja or Go template (charts/orders/templates/stack.yaml). Render it, and evaluate the result.
.: skipped 1 Serverless Framework file (serverless.yml). Run "serverless package", and evaluate .serverless/cloudformation-template-update-stack.json.
.: skipped 3 files of unknown types (README.md, charts/orders/Chart.yaml, charts/orders/values.yaml).
`,
    });
    // Named, it must be evaluated.
    expect(run('evaluate', 'serverless.yml')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('serverless package'),
    });
  });
});

test('nested stacks, one of them elsewhere', () => {
  inProject('nested', ({ run }) => {
    expect(run('evaluate', '.')).toMatchObject({
      status: 1,
      stdout: `FAIL  rabbitmq-cluster-deployment (medium): 1 broker
  ${NO_CLUSTER}
    Load/Broker  stacks/broker.yaml:5
${FIX_CLUSTER}
UNKNOWN  rabbitmq-no-public-access (high): 1 resource
  The template of Shared (AWS::CloudFormation::Stack) cannot be read: TemplateURL is "https://example-bucket.s3.eu-west-1.amazonaws.com/shared/mq.yaml". Brokers in it are not evaluated. Evaluate that template too, or name a file below the folder of this template, as for "aws cloudformation package".
    Shared  main.yaml:14

PASS
  ${PROVEN}
    Orders/Broker  stacks/broker.yaml:5

2 brokers, 7 results: 1 fail, 1 unknown, 5 pass, 0 skip
`,
    });
  });
});
