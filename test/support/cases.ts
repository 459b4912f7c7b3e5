import type { RawFacts } from '../../checks/broker.ts';
import type { Verdict } from '../../checks/check.ts';
import { isObject } from '../../checks/json.ts';
import type { CheckId } from '../../checks/registry.ts';
import type { Proof } from './proofs.ts';
import { has } from './proofs.ts';

/** What a source has of a RabbitMQ broker. What is not named, it does not have. */
export type Facts = RawFacts;

/** What a check says of a broker with these facts. */
export type Case = readonly [sentence: string, facts: Facts, verdict: Verdict, detail: RegExp];

/** All that tests know of one check, told apart from the check itself. */
export interface Cases {
  /** The property tests hold the check to it: it never passes without. */
  readonly proof: Proof;
  readonly rows: readonly Case[];
}

/** Facts with which every check passes. */
export const GOOD = { deploymentMode: 'CLUSTER_MULTI_AZ', publiclyAccessible: false, generalLogging: true };

/** Of the check `rabbitmq-<name>` those in `test/checks/cases/<name>.ts`. */
export function casesOf(id: CheckId): Cases {
  return jest.requireActual(`../checks/cases/${id.slice('rabbitmq-'.length)}.ts`).CASES;
}

/** Whether an object has the proof that a check asks for. */
export function isProven(id: CheckId, object: Readonly<Record<string, unknown>>): boolean {
  const { fact, isProof } = casesOf(id).proof;
  const isRight = fact
    .split('.')
    .slice(1)
    .reduceRight<Proof['isProof']>((inner, name) => (value) => isObject(value) && has(value, name, inner), isProof);
  return has(object, fact.split('.')[0] ?? fact, isRight);
}
