import type { Broker, BrokerIdentity } from '../../checks/broker.ts';
import type { BrokerChange } from '../../checks/change-checks.ts';
import type { Declaration } from './cloudformation/declaration.ts';

/** What a source says about one broker. */
export interface Reading {
  readonly broker: Broker;
  /** Its place in a template or plan: a logical ID, prefixed with those of nested stacks, or a Terraform address. */
  readonly address?: string | undefined;
  /** Its path in the CDK app that made the template, such as `OrdersStack/Orders/Broker`. */
  readonly constructPath?: string | undefined;
  /** The line of the source where it begins, from 1. */
  readonly line?: number | undefined;
  /** What the source does to the broker, if it is a change of one that exists. */
  readonly change?: BrokerChange | undefined;
  /** Beside `change`: the broker before it, with its address if that was another one. */
  readonly before?: (BrokerIdentity & { readonly address?: string | undefined }) | undefined;
  /** Only the change is evaluated: the broker will be gone, or nothing else is known about it. */
  readonly isChangeOnly?: boolean | undefined;
  /** The member `rabbitmq-conformance` of its metadata, as it is there, or an `InputError` if it is not literal. */
  readonly metadata?: unknown;
  /** Why it is not known whether there are brokers in a resource, as sentences. Then nothing is known of the broker. */
  readonly unseen?: string;
  /**
   * All that the source says of the broker, as `DescribeBroker` or CloudFormation names it; `undefined` if it names only
   * some facts. In place of a text that is not known is one that is not valid.
   */
  readonly describe?: (() => Readonly<Record<string, unknown>>) | undefined;
  /** Whether it is from a Terraform plan, which knows more than the configuration that it is of. */
  readonly isPlanned?: boolean;
  /** What a CloudFormation template says of it, to be compared with another template. */
  readonly declare?: (() => Declaration) | undefined;
  /** Problems that no check covers, as sentences. */
  readonly advice?: readonly string[];
}

/** What was found in an input. */
export interface Findings {
  readonly readings: readonly Reading[];
  /** Parts that could not be used, as sentences. */
  readonly problems: readonly string[];
  /** How many resources other than brokers were skipped. */
  readonly otherResources?: number | undefined;
  /** What else was skipped, as sentences. */
  readonly notices: readonly string[];
}

/** How many files there are, and the paths of the first few. */
export interface SkippedFiles {
  readonly total: number;
  readonly names: readonly string[];
}

/** What was found in a file. */
export interface SourceFindings extends Findings {
  /** For a folder: the files in it that declare brokers in a form that cannot be evaluated. */
  readonly skippedWithBrokers?: SkippedFiles;
  /** Its path, `-` for standard input. */
  readonly source: string;
  /** It says what was left out: something that the command line names, or only what is in a folder. */
  readonly excluded?: 'named' | 'inside';
  /** For the template of a nested stack or of a cloud assembly: the template or folder that it was read for. */
  readonly outer?: string;
  /** The path of the CloudFormation template that is deployed, which may contain this one as a nested stack. */
  readonly template?: string | undefined;
  /** For a CloudFormation template, the prefix of all addresses in it. */
  readonly stack?: string;
}
