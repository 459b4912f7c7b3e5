import { isTemplatedJson, withoutComments } from '../../../cli/sources/input/json-dialects.ts';
import { isTemplated, lookalikeOf, withoutTags } from '../../../cli/sources/input/lookalikes.ts';
import { run } from '../support.ts';
import { evaluateFolder, folderOf, GOOD, PLAN, skippedNotice, TEMPLATE, temporary } from './folders-support.ts';

const CHART = `{{- if .Values.broker.enabled }}\n${TEMPLATE}{{- end }}\n`;
const JINJA = `{% if stage == 'prod' %}\n${TEMPLATE.replace('SINGLE_INSTANCE', '{{ mode }}')}{% endif %}\n`;
const IN_CONFIG_MAP = `kind: ConfigMap\ndata:\n{{ range .Values.stacks }}\n${TEMPLATE.replaceAll(/^/gm, '  ')}  {{ bad: [\n`;
const SERVERLESS = `service: orders\nprovider:\n  name: aws\nresources:\n${TEMPLATE.replaceAll(/^(?=.)/gm, '  ')}`;
const ACK = 'apiVersion: mq.services.k8s.aws/v1alpha1\nkind: Broker\nspec:\n  engineType: RABBITMQ\n';
const CROSSPLANE = 'apiVersion: mq.aws.upbound.io/v1beta1\nkind: Broker\nspec: {}\n';
const ACK_CHART = ACK.replace('RABBITMQ', '{{ .Values.engine }}');
const PULUMI = "const broker = new aws.mq.Broker('orders', { engineType: 'RabbitMQ' });\n";
const PULUMI_YAML = 'resources:\n  orders:\n    type: aws:mq:Broker\n';
const CDK = "new CfnBroker(this, 'Orders', { engineType: 'RABBITMQ' });\n";
const PLAN_TEXT = `Terraform used the selected providers to generate the following execution
plan. Resource actions are indicated with the following symbols:
  + create

  # aws_mq_broker.orders will be created
  + resource "aws_mq_broker" "orders" {
`;
const COLOURED =
  '\u001b[1m  # aws_mq_broker.orders\u001b[0m will be created\n  + resource "aws_mq_broker" "orders" {\n';
const STATE_TEXT = '# module.mq.aws_mq_broker.orders:\nresource "aws_mq_broker" "orders" {\n';
const ZIP = `PK\u0003\u0004${'\0'.repeat(26)}tfplan\0\0`;
const JSON_PLAN = JSON.stringify(PLAN);

const RENDER = 'Helm, Jinja or Go template [FILE]. Render it, and evaluate the result.';
const SCAN = 'Evaluate the broker with "rabbitmq-conformance scan" once it exists.';
const TEXT =
  'Terraform plan or state as text [FILE]. ' +
  'Run "terraform plan -out=tfplan" and "terraform show -json tfplan > plan.json", and evaluate plan.json.';
const BINARY =
  'binary Terraform plan [FILE]. Run "terraform show -json <this file> > plan.json", and evaluate plan.json.';

const JINJA_JSON =
  '{"Resources": {"A": {"Type": "AWS::AmazonMQ::Broker", "Properties": {"BrokerName": {{ name | tojson }}}}}}';

describe('a file that only mentions brokers', () => {
  const others: readonly (readonly [string, string, string, string])[] = [
    ['a Helm chart', 'chart/broker.yaml', CHART, RENDER],
    ['a Helm chart with a template farther in', 'chart/map.yaml', IN_CONFIG_MAP, RENDER],
    ['a Jinja template', 'stack.yaml', JINJA, RENDER],
    ['a Jinja template in JSON', 'stack.json', JINJA_JSON, RENDER],
    [
      'a file of the Serverless Framework',
      'serverless.yml',
      SERVERLESS,
      'Serverless Framework file [FILE]. ' +
        'Run "serverless package", and evaluate .serverless/cloudformation-template-update-stack.json.',
    ],
    [
      'a change set in YAML',
      'change-set.yaml',
      'ChangeSetId: a\nStackId: b\nStatus: CREATE_COMPLETE\nChanges: []\n',
      'change set in YAML [FILE]. Describe it with "--output json".',
    ],
    ['a manifest of AWS Controllers for Kubernetes', 'broker.yaml', ACK, `Kubernetes manifest [FILE]. ${SCAN}`],
    ['a manifest of Crossplane', 'broker.yml', CROSSPLANE, `Kubernetes manifest [FILE]. ${SCAN}`],
    ['a manifest in a Helm chart', 'chart/ack.yaml', ACK_CHART, `Kubernetes manifest [FILE]. ${SCAN}`],
    ['a Pulumi program', 'index.ts', PULUMI, `Pulumi program [FILE]. ${SCAN}`],
    ['a Pulumi program in YAML', 'Pulumi.yaml', PULUMI_YAML, `Pulumi program [FILE]. ${SCAN}`],
    ['a CDK program', 'lib/stack.ts', CDK, 'CDK program [FILE]. Run "cdk synth", and evaluate the folder cdk.out.'],
    ['a plan as text', 'plan.txt', PLAN_TEXT, TEXT],
    ['a plan as text, in colours', 'plan.log', COLOURED, TEXT],
    ['a state as text', 'state', STATE_TEXT, TEXT],
    ['a binary plan', 'tfplan', ZIP, BINARY],
  ];

  it.each(others)('is a notice in a folder: %s', async (_, name, content, notice) => {
    const folder = folderOf({ [name]: content, 'good.json': GOOD });
    expect(await evaluateFolder(folder)).toEqual({
      status: 0,
      sources: ['good.json'],
      stderr: `FOLDER: skipped 1 ${notice.replace('[FILE]', `(${name})`)}\n`,
    });
  });

  it.each(others)('is a problem with the same remedy if it is named: %s', async (_, name, content, notice) => {
    const path = `${folderOf({ [name]: content })}/${name}`;
    const { status, stderr } = await run(['evaluate', path]);
    const remedy = notice.replace(' [FILE]', '');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(`. It seems to be a ${remedy}\n`),
    });
    expect(stderr).not.toContain('Expected a CloudFormation template');
  });

  it('is counted by its kind', async () => {
    const folder = folderOf({
      'a.ts': CDK,
      'b.ts': CDK,
      'c.ts': CDK,
      'd.ts': CDK,
      'part.yaml': `A:\n  ${TEMPLATE.slice(22)}`,
    });
    const { status, stderr } = await evaluateFolder(folder);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr:
        'FOLDER: skipped 4 CDK programs (a.ts, b.ts, c.ts and 1 more). Run "cdk synth", and evaluate the folder cdk.out.\n' +
        skippedNotice('1 file that declares brokers in an unknown format (part.yaml)') +
        'rabbitmq-conformance: no broker was evaluated, but 5 files declare brokers in another form: FOLDER/a.ts, FOLDER/b.ts, FOLDER/c.ts and 2 more.\n',
    });
  });

  // Two bytes of the time in a ZIP archive, which are one character of UTF-8.
  it.each([
    [0xc3, 0x90],
    [0xd5, 0x88],
  ])('is a binary plan whatever its time: %d, %d', async (...time) => {
    const bytes = Buffer.from(ZIP);
    bytes.set(time, 10);
    temporary.write('plan.out', bytes);
    expect((await run(['evaluate', temporary.path('plan.out')])).stderr).toContain(
      `. It seems to be a ${BINARY.replace(' [FILE]', '')}`,
    );
  });

  it('is not taken for a program if it is a document', async () => {
    const folder = folderOf({ 'README.md': `${CDK}${TEMPLATE}`, 'NOTES.md': CDK, 'good.json': GOOD });
    const { stderr } = await evaluateFolder(folder);
    expect(stderr).toBe(
      skippedNotice('1 file that declares brokers in an unknown format (README.md)') +
        skippedNotice('1 file of an unknown type (NOTES.md)'),
    );
  });
});

describe('a template that is broken stays a problem in a folder', () => {
  const BROKEN = TEMPLATE.replace('Properties', '[Properties');
  it.each([
    ['with what CloudFormation writes in double braces', `${BROKEN}# {{resolve:ssm:mode}}\n`],
    ['with a tag that is not its only error', `${BROKEN}# {{ tag }}\n`],
  ])('%s', async (_, content) => {
    const { status, stderr } = await evaluateFolder(folderOf({ 'a.yaml': content }));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^rabbitmq-conformance: FOLDER\/a\.yaml: is neither JSON nor YAML: [^.]*\(line \d\)\.\n$/);
  });
});

describe('what is wrong with the output of Terraform is said', () => {
  const WRAPPER =
    'It seems to be a file written through the wrapper of setup-terraform. ' +
    'Set "terraform_wrapper: false" in the step that uses hashicorp/setup-terraform.\n';
  const AROUND =
    'It seems to be a JSON file with other text before or after the JSON. Write only the JSON to the file.\n';
  it.each([
    [
      'the first line of the wrapper',
      `[command]/home/runner/work/_temp/terraform-bin show -json tfplan\n${JSON_PLAN}\n`,
      WRAPPER,
    ],
    ['debug lines before it', `::debug::Terraform exited with code 0.\n${JSON_PLAN}\n`, AROUND],
    ['debug lines after it', `${JSON_PLAN}\n::debug::stderr:\n`, AROUND],
    ['the prompt of a shell', `${JSON_PLAN}\nops@bastion:~$ `, AROUND],
    ['warnings before a list', `Warning: old\n[\n${JSON.stringify(GOOD)}\n]\n`, AROUND],
  ])('%s', async (_, content, hint) => {
    const { status, stderr } = await run(['evaluate', '-'], { stdin: [content] });
    expect(status).toBe(2);
    expect(stderr).toContain(hint);
  });

  it('and it is a problem in a folder too', async () => {
    const { status, stderr } = await evaluateFolder(folderOf({ 'plan.json': `::group::show\n${JSON_PLAN}\n` }));
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(`: FOLDER/plan.json: is neither`),
    });
  });

  it('but not of UTF-16, as PowerShell writes it, which is read', async () => {
    const { stderr } = await run(['evaluate', '-'], { stdin: [Buffer.from(`\u{feff}${JSON_PLAN}`, 'utf16le')] });
    expect(stderr).toBe('');
  });
});

it('a text that is none of them has no name', () => {
  expect(['', 'EngineType: RABBITMQ', '{"a":1}', '{{resolve:ssm:a}}'].map(lookalikeOf)).toEqual(
    Array(4).fill(undefined),
  );
  expect(isTemplated('Mode: "{{resolve:ssm:mode}}"')).toBe(false);
});

it('without its tags, a text keeps its lines', () => {
  expect(withoutTags('{%- if a %}\na: {{ b }}\n{# c #}{{resolve:d}}')).toBe('\na: x\nx{{resolve:d}}');
});

// A time that grows with the square would be minutes.
it.each(['"', '\\"', '/*', '//', ',', ', ', '\u001b]', '\u001b[1;', '{{', '{%', '\n', '# aws_mq_broker.', '[\n'])(
  'a text of many %j takes no long time',
  (part) => {
    const text = part.repeat(200_000);
    lookalikeOf(text);
    withoutTags(text);
    withoutComments(text);
    expect(isTemplated(text)).toBe(part.startsWith('{'));
    expect(isTemplatedJson(text)).toBe(part.startsWith('{'));
  },
);
