import type { Broker } from '../../checks/broker.ts';

/** What a source says of one broker. */
export interface Reading {
  readonly broker: Broker;
  /** Where it is in a template or plan: a logical id, with those of nested stacks before it, or a Terraform address. */
  readonly address?: string | undefined;
  /** The line of the source in which it begins, from 1. */
  readonly line?: number | undefined;
  /** What is wrong with it although no check asks for it, as sentences. */
  readonly advice?: readonly string[];
}

/** What was made of an input. */
export interface Findings {
  readonly readings: readonly Reading[];
  /** Parts that could not be used, as sentences. */
  readonly problems: readonly string[];
  /** What was passed over, as sentences. */
  readonly notices: readonly string[];
}

/** What was made of a file. */
export interface SourceFindings extends Findings {
  /** Its path, `-` for standard input. */
  readonly source: string;
}
