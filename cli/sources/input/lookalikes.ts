import { EXPECTED } from './expected.ts';

/** A kind of file that is easily mistaken for an input, or that declares brokers and is not evaluated. */
export interface Lookalike {
  readonly names: readonly [one: string, several: string];
  /** How to get what can be evaluated, as a sentence. An empty string if there is no way. */
  readonly remedy: string;
  /** Whether an input is in it, so that it must not be skipped. */
  readonly hasInput?: true;
}

interface Kind extends Lookalike {
  readonly matches: (text: string) => boolean;
  /** Whether it has brokers, or may have them without naming any. */
  readonly mayHaveBrokers?: true;
}

const ONCE_IT_EXISTS = 'Evaluate the broker with "rabbitmq-conformance scan" once it exists.';
const SHOW = '"terraform show -json tfplan > plan.json", and evaluate plan.json.';

// https://aws-controllers-k8s.github.io/docs/api-reference/mq/v1alpha1/broker/
// https://marketplace.upbound.io/providers/upbound/provider-aws-mq
const KUBERNETES = /\bapiVersion["']?:\s*["']?mq\.(?:services\.k8s\.aws|aws\.(?:m\.)?(?:upbound|crossplane)\.io)\//;
// https://www.pulumi.com/registry/packages/aws/api-docs/mq/broker/
const PULUMI = /\baws(?:-native)?:(?:mq|amazonmq)(?:\/broker)?:Broker\b|\b(?:mq|amazonmq)\.(?:New)?Broker\(/;
// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_amazonmq.CfnBroker.html
const CDK = /\bCfnBroker(?:\(|\.Builder\b)/;
const TERRAFORM_TEXT =
  /^(?:Terraform|OpenTofu) (?:used the selected providers|will perform)|^ *# (?:\S{1,500}\.)?aws_mq_broker\.\S{1,500}(?: will be | must be |:$)/m;

/** The more specific ones come first. */
const KINDS: readonly Kind[] = [
  {
    names: ['binary Terraform plan', 'binary Terraform plans'],
    // A ZIP archive whose first file has this name:
    // https://github.com/hashicorp/terraform/blob/main/internal/plans/planfile/writer.go
    // The 30 bytes before it may be fewer characters, since some of them can be taken for UTF-8.
    matches: (text) => text.startsWith('PK\u0003\u0004') && /^.{11,30}tfplan/s.test(text),
    remedy: `Run ${SHOW.replace('tfplan', '<this file>')}`,
    mayHaveBrokers: true,
  },
  {
    names: [
      'file written through the wrapper of setup-terraform',
      'files written through the wrapper of setup-terraform',
    ],
    // https://github.com/hashicorp/setup-terraform/issues/20
    matches: (text) => /^\s*\[command\]/.test(text),
    remedy: 'Set "terraform_wrapper: false" in the step that uses hashicorp/setup-terraform.',
    hasInput: true,
  },
  {
    names: ['Terraform plan or state as text', 'Terraform plans or states as text'],
    matches: (text) => TERRAFORM_TEXT.test(text),
    remedy: `Run "terraform plan -out=tfplan" and ${SHOW}`,
    mayHaveBrokers: true,
  },
  {
    names: [
      'JSON file with other text before or after the JSON',
      'JSON files with other text before or after the JSON',
    ],
    matches: isAroundJson,
    remedy: 'Write only the JSON to the file.',
    hasInput: true,
  },
  {
    names: ['change set in YAML', 'change sets in YAML'],
    matches: (text) => /^ChangeSetId: /m.test(text) && /^StackId: /m.test(text),
    remedy: 'Describe it with "--output json".',
    mayHaveBrokers: true,
  },
  {
    names: ['Kubernetes manifest', 'Kubernetes manifests'],
    matches: (text) => KUBERNETES.test(text),
    remedy: ONCE_IT_EXISTS,
    mayHaveBrokers: true,
  },
  {
    names: ['Pulumi program', 'Pulumi programs'],
    matches: (text) => PULUMI.test(text),
    remedy: ONCE_IT_EXISTS,
    mayHaveBrokers: true,
  },
  {
    names: ['CDK program', 'CDK programs'],
    matches: (text) => CDK.test(text),
    remedy: 'Run "cdk synth", and evaluate the folder cdk.out.',
    mayHaveBrokers: true,
  },
  {
    names: ['Serverless Framework file', 'Serverless Framework files'],
    matches: (text) => /^service:/m.test(text) && /^provider:/m.test(text),
    // Nothing in a hidden folder is read unless it is named.
    remedy: 'Run "serverless package", and evaluate .serverless/cloudformation-template-update-stack.json.',
  },
  {
    names: ['Helm, Jinja or Go template', 'Helm, Jinja or Go templates'],
    matches: isTemplated,
    remedy: 'Render it, and evaluate the result.',
  },
];

/** A file with brokers of no kind that is known. */
const OTHER: Lookalike = {
  names: ['file that declares brokers in an unknown format', 'files that declare brokers in an unknown format'],
  remedy: '',
};

const ESCAPE = String.fromCharCode(27);
// Not with the function of Node.js, whose time grows with the square of what a hostile text repeats.
const COLOURS = new RegExp(`${ESCAPE}\\[[\\d;]{0,50}m`, 'g');

/** The text as a terminal without colours has it. */
export function withoutColours(text: string): string {
  return text.includes(ESCAPE) ? text.replaceAll(COLOURS, '') : text;
}

// They may quote anything.
const DOCUMENT = /\.(?:md|mdx|rst|adoc|html?|ipynb)$/i;

/** What a text is that cannot be used, or `undefined` if that is not known. */
export function lookalikeOf(text: string): Lookalike | undefined {
  return kindOf(text);
}

/**
 * What a file in a folder is that cannot be used.
 * @param declares it has a broker in the syntax of CloudFormation or Terraform
 * @returns `undefined` if it has nothing to do with brokers
 */
export function lookalikeWithBrokers(text: string, path: string, declares: boolean): Lookalike | undefined {
  const kind = DOCUMENT.test(path) ? undefined : kindOf(text);
  if (kind?.mayHaveBrokers) return kind;
  return declares ? (kind ?? OTHER) : undefined;
}

/** Problems, as sentences, with what the input seems to be: then it does not help to say what was expected. */
export function withHint(problems: readonly string[], { names: [name], remedy }: Lookalike): readonly string[] {
  const hint = `It seems to be a ${name}. ${remedy}`;
  return problems.map((problem, index) =>
    index === problems.length - 1 ? `${problem.replace(` ${EXPECTED}`, '')} ${hint}` : problem,
  );
}

function kindOf(text: string): Kind | undefined {
  const plain = withoutColours(text);
  return KINDS.find(({ matches }) => matches(plain));
}

function isAroundJson(text: string): boolean {
  const start = text.search(/^(?:\{|\[\s*(?:[{\]]|$))/m);
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;
  if (start < 0 || (text.slice(0, start) + text.slice(end)).trim() === '') return false;
  try {
    JSON.parse(text.slice(start, end));
    return true;
  } catch {
    return false;
  }
}

/** Whether a text has the tags of a template language. CloudFormation itself writes `{{resolve:…}}`. */
export function isTemplated(text: string): boolean {
  return /\{\{(?!resolve:)|\{%/.test(text);
}

/** The text without the tags of a template language, with as many lines. What a tag would insert becomes a word. */
export function withoutTags(text: string): string {
  const tag = /\{\{(?!resolve:).{0,200}?\}\}|\{%.{0,200}?%\}|\{#.{0,200}?#\}/g;
  return text
    .split('\n')
    .map((line) => (line.replaceAll(tag, '').trim() === '' ? '' : line.replaceAll(tag, 'x')))
    .join('\n');
}
