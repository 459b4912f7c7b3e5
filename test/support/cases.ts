import type { RawFacts } from '../../checks/broker.ts';
import type { Verdict } from '../../checks/check.ts';
import type { CheckId } from '../../checks/registry.ts';
import type { Proof } from './proofs.ts';
import { valueAt } from './proofs.ts';

/** What a source has of a RabbitMQ broker. What is not named, it does not have. */
export type Facts = RawFacts;

/** What a check says of a broker with these facts, with these values of its parameters (else as `configured` has them). */
export type Case = readonly [
  sentence: string,
  facts: Facts,
  verdict: Verdict,
  detail: RegExp,
  given?: Readonly<Record<string, string>>,
];

/** All that tests know of one check, told apart from the check itself. */
export interface Cases {
  /** The property tests hold the check, as `configured` has it, to it: it never passes without. */
  readonly proof: Proof;
  readonly rows: readonly Case[];
}

/** Facts with which every check passes. */
export const GOOD = {
  deploymentMode: 'CLUSTER_MULTI_AZ',
  publiclyAccessible: false,
  generalLogging: true,
  subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
  engineVersion: '4.2',
  hostInstanceType: 'mq.m7g.large',
  securityGroups: ['sg-1'],
  ingressRules: [{ group: 'sg-1', protocol: 'tcp', fromPort: 5671, toPort: 5671, source: { kind: 'group' } }],
  useAwsOwnedKey: false,
  kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
  tags: { team: 'orders', stage: 'production' },
  password: 'reference',
};

/** Of the check `rabbitmq-<name>` those in `test/checks/cases/<name>.ts`. */
export function casesOf(id: CheckId): Cases {
  return jest.requireActual(`../checks/cases/${id.slice('rabbitmq-'.length)}.ts`).CASES;
}

/** Whether an object has the proof that a check asks for. */
export function isProven(id: CheckId, object: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(casesOf(id).proof).every(([path, isProof]) => isProof(valueAt(object, path)));
}
