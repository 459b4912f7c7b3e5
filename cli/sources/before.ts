import { statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { BrokerChange } from '../../checks/change-checks.ts';
import { changeBetween, changeOfUnseen } from './cloudformation/compare.ts';
import type { Declaration } from './cloudformation/declaration.ts';
import { isInside } from './input/inside.ts';
import type { Reading, SourceFindings } from './reading.ts';
import type { SourceOptions } from './sources.ts';
import { readSources } from './sources.ts';
import { isConfiguration } from './terraform/source/files.ts';

/** A template or a folder of templates, and how it was before a change. */
export interface Paths {
  readonly before: string;
  readonly after: string;
}

/** What was declared before a change. */
export interface Before {
  readonly paths: Paths;
  /** By template and address. */
  readonly brokers: ReadonlyMap<string, { readonly template: string; readonly reading: DeclaredReading }>;
  /** What was read. */
  readonly sources: readonly string[];
  /** Why there is nothing to compare with, as sentences. */
  readonly problems: readonly Problem[];
  /** What of it could not be read: what is declared there after the change is evaluated all the same. */
  readonly unread: readonly (Problem & { readonly template: string })[];
}

/** A sentence on a source. */
interface Problem {
  readonly source: string;
  readonly message: string;
}

type DeclaredReading = Reading & { readonly declare: () => Declaration };

/** Reads what was declared before a change, with the options of what comes after it. */
export async function readBefore(paths: Paths, options: SourceOptions): Promise<Before> {
  const brokers = new Map<string, { template: string; reading: DeclaredReading }>();
  const problems: (Problem & { template: string })[] = [];
  const sources: string[] = [];
  let isTemplateRead = false;
  for await (const findings of readSources([paths.before], inBefore(paths, options))) {
    const { source, template = source } = findings;
    sources.push(source);
    // Terraform configuration is not compared.
    const found = isConfiguration(source) ? [] : findings.problems;
    for (const message of found) problems.push({ source, message, template });
    isTemplateRead ||= findings.template !== undefined;
    for (const reading of findings.readings) {
      if (!isDeclared(reading)) continue;
      const inside = relative(paths.before, template);
      brokers.set(keyOf(inside, reading.address), { template: inside, reading });
    }
  }
  if (isTemplateRead || problems.some(({ source }) => source !== paths.before || hasContent(source))) {
    return { paths, brokers, sources, problems: [], unread: problems };
  }
  if (problems.length === 0) {
    problems.push({
      source: paths.before,
      message: 'has no CloudFormation template, so there is nothing to compare with.',
      template: paths.before,
    });
  }
  return { paths, brokers, sources, problems, unread: [] };
}

function hasContent(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size > 0;
}

/** Adds what the change does to each broker, and at the end those that are gone. */
export async function* compareWith(
  { paths, brokers, unread }: Before,
  after: AsyncIterable<SourceFindings>,
): AsyncGenerator<SourceFindings> {
  const seen = new Set<string>();
  const incomplete = new Set<string>();
  const sources = new Set<string>();
  const stacks = new Set<string>();
  const withoutBrokers = new Set<string>();
  for (const { source, message } of unread) {
    const notice = `could not be read as it was before the change, so what changes in it is not known. It ${message}`;
    yield { source, readings: [], problems: [], notices: [notice] };
  }
  for await (const findings of after) {
    const { source, template = source, stack, readings } = findings;
    const inside = relative(paths.after, template);
    if (findings.problems.length > 0 || readings.some(({ unseen }) => unseen !== undefined)) incomplete.add(inside);
    sources.add(inside);
    if (stack !== undefined) stacks.add(keyOf(inside, stack));
    if (findings.template === undefined && findings.problems.length === 0) withoutBrokers.add(inside);
    yield { ...findings, readings: readings.map((reading) => compareReading(inside, reading)) };
  }
  for (const [key, { template, reading }] of brokers) {
    if (!seen.has(key)) yield goneFrom(template, reading);
  }
  for (const template of new Set(unread.map((each) => relative(paths.before, each.template)))) {
    if (!withoutBrokers.has(template)) yield perhapsGoneFrom(template);
  }

  function compareReading(template: string, reading: Reading): Reading {
    const key = keyOf(template, reading.address);
    const earlier = brokers.get(key)?.reading;
    seen.add(key);
    if (!isDeclared(reading)) return reading;
    if (!earlier) {
      const isUnread = unread.some((each) => isInside(each.template, join(paths.before, template)));
      const change = isUnread ? unknownChange('may-replace') : { effect: 'none' as const, engineType: undefined };
      return { ...reading, change };
    }
    const [old, current] = [earlier.declare(), reading.declare()];
    const isUnseen = reading.unseen !== undefined;
    const change = isUnseen ? changeOfUnseen(old, current) : changeBetween(old, current, earlier.broker.engineType);
    return { ...reading, change, before: earlier.broker };
  }

  function perhapsGoneFrom(template: string): SourceFindings {
    const reading = { broker: {}, change: unknownChange('may-delete'), isChangeOnly: true };
    return { source: join(paths.after, template), readings: [reading], problems: [], notices: [] };
  }

  function goneFrom(template: string, { broker, address, declare, unseen }: DeclaredReading): SourceFindings {
    const source = template === '' ? paths.after : join(paths.after, template);
    const findings = { source, readings: [], problems: [], notices: [] };
    const { isKept, conditions, keptStacks } = declare();
    const why = !sources.has(template)
      ? 'its template is no longer there'
      : incomplete.has(template)
        ? 'its template could not be read completely'
        : stacks.has(keyOf(template, `${address}/`))
          ? 'its template before the change cannot be read'
          : undefined;
    const isRemovedWithStack = why === undefined && keptStacks.some((stack) => !stacks.has(keyOf(template, stack)));
    if (isKept.onDeletion || isRemovedWithStack) {
      return { ...findings, notices: [`removes ${address} from the stack only. The broker stays in AWS.`] };
    }
    const isCertain = why === undefined && conditions.length === 0 && unseen === undefined;
    const change: BrokerChange = {
      effect: isCertain ? 'delete' : 'may-delete',
      engineType: broker.engineType,
      why: why ?? 'it is no longer in the template',
    };
    return { ...findings, readings: [{ broker, address, change, before: broker, isChangeOnly: true }] };
  }
}

function unknownChange(effect: BrokerChange['effect']): BrokerChange {
  return { effect, engineType: undefined, why: 'its template could not be read as it was before' };
}

/** The options for what was before a change: paths in them mean the same files there. */
function inBefore({ before, after }: Paths, options: SourceOptions): SourceOptions {
  const toAfter = (path: string) => join(after, relative(before, path));
  const toBefore = (path: string) => resolve(before, relative(after, path));
  const { parameters, exclude } = options;
  return {
    ...options,
    parameters: parameters.map(({ templates, ...set }) => ({
      ...set,
      ...(templates && { templates: { ...templates, has: (path) => templates.has(toAfter(path)) } }),
      unused: 'silent',
    })),
    ...(exclude && { exclude: { ...exclude, folder: toBefore(exclude.folder), isWhole: false } }),
  };
}

function keyOf(template: string, address: string | undefined): string {
  return JSON.stringify([template, address]);
}

function isDeclared(reading: Reading): reading is DeclaredReading {
  return reading.declare !== undefined;
}
