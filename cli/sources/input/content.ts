import { Buffer } from 'node:buffer';
import type { Fact } from '../../../checks/facts.ts';
import { isObject } from '../../../checks/json.ts';
import { countEqual } from '../../text/count.ts';
import type { ChangeSetFindings } from '../cloudformation/change-set.ts';
import { isChangeSet, readChangeSet } from '../cloudformation/change-set.ts';
import type { Template } from '../cloudformation/template.ts';
import type { Findings } from '../reading.ts';
import { createRecogniser } from '../recognise.ts';
import { isTerraform, readTerraform } from '../terraform/terraform.ts';
import type { Take } from './bytes.ts';
import { isConcern } from './concern.ts';
import { explainDuplicate, findDuplicateName } from './duplicate-name.ts';
import { EXPECTED } from './expected.ts';
import { InputError } from './input-error.ts';
import { isTemplatedJson, withoutComments } from './json-dialects.ts';
import { readInMemory, readLines } from './json-parts.ts';
import { tryToParse } from './json-text.ts';
import type { LargeReader } from './large-input.ts';
import { createLargeReader, refuseLarge } from './large-input.ts';
import type { Lookalike } from './lookalikes.ts';
import { isTemplated, lookalikeOf, withHint } from './lookalikes.ts';
import { mayBeInput } from './sniff.ts';
import { bodyOf, isBroken, isTemplate, loadTemplates, mayBeTemplate, seemsTemplate } from './template-text.ts';
import { decode, isUtf16, markLength } from './text.ts';

/** What was found in the content of a file. */
export interface ContentFindings extends Findings {
  /** Whether something in it has a known type, even if it could not be used. */
  readonly isKnown: boolean;
}

/** Receives an input piece by piece. */
export interface Content {
  readonly take: Take;
  /** Ends the input. @param failure why the rest of it could not be read */
  end(failure?: InputError): Promise<ContentFindings>;
}

const MAX_HEAD = 16 * 2 ** 20;
const BEGIN_LENGTH = 4096;
// All of them are held in memory until they are reported. Most inputs are one plan, state or change set.
const MAX_FINDINGS = 100_000;

// A template language begins with two braces, or one and a percent sign.
const JSON_BEGINS = /^\s*(?:\[|\{(?![{%]))/;
const NO_TEXT = `is neither JSON nor a CloudFormation template. ${EXPECTED}`;

/** How an input is read. */
export interface ContentOptions {
  /** The most, in bytes, that is held in memory before it is read part by part. */
  readonly maxHead?: number;
  /** Whether a text has a word that an input has, by which a folder is read. */
  readonly hasWord?: (text: string) => boolean;
  /** Receives each change set. */
  readonly onChangeSet?: (findings: ChangeSetFindings) => void;
  /** The facts that are read of each broker, if that is costly; by default all. */
  readonly wanted?: ReadonlySet<Fact> | undefined;
}

/**
 * Detects the type of an input from its content, and reads the brokers in it.
 * @throws Error at its end if the type is known here, but not where a folder is read
 */
export function createContent(
  readTemplate: (template: Template) => Promise<Findings>,
  { maxHead = MAX_HEAD, hasWord = mayBeInput, onChangeSet = () => {}, wanted }: ContentOptions = {},
): Content {
  const recogniser = createRecogniser();
  const receiver = { recogniser, read: readValue };
  const others: Findings[] = [];
  let total = 0;
  let head: Buffer[] = [];
  let size = 0;
  /** Reads what is too large for the head. */
  let large: LargeReader | undefined;
  let concernsUs = false;
  let concernsUsIfBroken = false;
  let isWide = false;
  let isRefused = false;
  /** What it may be instead, if it is neither JSON nor a template. */
  let lookalike: Lookalike | undefined;
  let thrown: unknown;

  function take(chunk: Buffer): void {
    try {
      if (large) large.write(chunk);
      else takeHead(chunk);
      if (large?.kind !== 'parts' || isKnown()) return;
      if (recogniser.isSpoilt() || !large.isInList()) throw new InputError('is unknown.');
    } catch (error) {
      // For an input of an unknown type, the errors in its first parts would not help.
      isRefused = error instanceof InputError && size > maxHead && !isKnown() && large?.kind !== 'terraform';
      thrown = isRefused ? refuseLarge(maxHead, isWide) : error;
      noteBroken();
      throw thrown;
    }
  }

  function takeHead(chunk: Buffer): void {
    head.push(Buffer.from(chunk));
    size += chunk.length;
    if (size <= maxHead) return;
    const begin = Buffer.concat(head, BEGIN_LENGTH);
    concernsUs = isConcern(decode(begin)) || head.some(isConcern);
    isWide = isUtf16(begin);
    if (isWide) throw new InputError('is UTF-16.');
    let markLeft = markLength(begin);
    large = createLargeReader(begin, markLeft, receiver, noteBroken);
    if (large.kind === 'terraform') {
      // If it is not broken, it counts as known only if it is recognised.
      concernsUsIfBroken = concernsUs;
      concernsUs = false;
    }
    for (const bytes of head) {
      large.write(bytes.subarray(markLeft));
      markLeft = Math.max(0, markLeft - bytes.length);
    }
    head = [];
  }

  function noteBroken(): void {
    if (large?.kind === 'terraform') concernsUs ||= concernsUsIfBroken || isConcern(large.kept());
  }

  function isKnown(): boolean {
    return recogniser.isKnown() || others.length > 0;
  }

  function readValue(value: unknown, at?: () => string): void {
    // As "jq -s" makes it.
    if (Array.isArray(value) && value.some((element) => isObject(element) && isChangeSet(element))) {
      for (const [index, element] of value.entries()) readValue(element, () => `element ${index + 1}`);
      return;
    }
    const read = isObject(value) ? readerOf(value) : undefined;
    if (!read) {
      recogniser.add(value, at);
      return;
    }
    concernsUs = true;
    if (total >= MAX_FINDINGS) {
      throw new InputError(
        `has more than ${MAX_FINDINGS} brokers, plans, states and change sets. The rest was not read. Split it into several files.`,
      );
    }
    try {
      const findings = read();
      total += 1 + findings.readings.length + findings.problems.length;
      others.push(findings);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      recogniser.reject(error.message, at);
    }
  }

  function readerOf(value: Readonly<Record<string, unknown>>): (() => Findings) | undefined {
    if (isTerraform(value)) return () => readTerraform(value, wanted);
    if (!isChangeSet(value)) return undefined;
    return () => {
      const findings = readChangeSet(value, wanted);
      onChangeSet(findings);
      return findings;
    };
  }

  async function readHead(text: string): Promise<void> {
    if (text.trim() === '') throw new InputError(`is empty. ${EXPECTED}`);
    concernsUs = isConcern(text) || seemsTemplate(text);
    const value = tryToParse(text);
    if (value === undefined) lookalike = lookalikeOf(text);
    if (value === undefined && !JSON_BEGINS.test(text)) return readYaml(text);
    if (await isTemplate(value, text)) return readYaml(text);
    const duplicate = value === undefined ? undefined : findDuplicateName(text);
    const body = duplicate === undefined ? bodyOf(value) : undefined;
    if (body !== undefined) return readYaml(body, true);
    if (value !== undefined && duplicate === undefined) {
      // It is not broken, so it counts as known only if it is recognised.
      concernsUs = false;
      return readValue(value);
    }
    if (isObject(value) && isTerraform(value)) throw new InputError(explainDuplicate(String(duplicate)));
    if (await isForOthers(text)) concernsUs = false;
    if (!readLines(text, receiver)) readInMemory(Buffer.from(text), receiver).end();
  }

  /** Whether a text that is no JSON is right for a template language, or for a program that accepts comments. */
  async function isForOthers(text: string): Promise<boolean> {
    if (isTemplatedJson(text)) return !(await isBroken(text));
    const value = tryToParse(withoutComments(text));
    if (!isObject(value) || readerOf(value) || bodyOf(value) !== undefined) return false;
    const others = createRecogniser();
    others.add(value);
    return !others.isKnown() && !(await isTemplate(value, text));
  }

  /** @param isBody the text is inside another one, so its line numbers mean nothing */
  async function readYaml(text: string, isBody = false): Promise<void> {
    const template = mayBeTemplate(text) ? await parse(text) : undefined;
    concernsUs = template !== undefined || (concernsUs && lookalike?.hasInput === true);
    if (!template) throw new InputError(NO_TEXT);
    lookalike = undefined;
    others.push(await readTemplate(isBody ? { ...template, lines: new Map() } : template));
  }

  async function parse(text: string): Promise<Template | undefined> {
    const { parseTemplate } = await loadTemplates();
    try {
      return await parseTemplate(text);
    } catch (error) {
      if (!isTemplated(text)) throw error;
      if (await isBroken(text)) lookalike = undefined;
      else concernsUs = false;
      throw error;
    }
  }

  async function end(failure?: InputError): Promise<ContentFindings> {
    const problems: string[] = failure ? [failure.message] : [];
    let text: string | undefined;
    try {
      if (large) {
        if (!failure) large.end();
      } else if (!failure) {
        text = decode(Buffer.concat(head));
        await readHead(text);
      } else if (size > 0 && !isRefused) {
        // What came before the failure still counts.
        const begun = decode(Buffer.concat(head));
        if (JSON_BEGINS.test(begun)) readInMemory(Buffer.from(begun), receiver);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      noteBroken();
      problems.push(error.message);
    }
    const isMarked = recogniser.isMarked() || others.length > 0 || concernsUs;
    // A mistake in this program: in a folder, such an input would be skipped unread.
    if (isMarked && text !== undefined && !hasWord(text)) throw new Error('INPUT in sniff.ts has no word of it.');
    const findings = isRefused ? [] : [recogniser.findings(), ...others];
    const all = [...findings.flatMap((found) => found.problems), ...problems];
    return {
      readings: findings.flatMap(({ readings }) => readings),
      problems: lookalike ? withHint(all, lookalike) : all,
      otherResources: findings.reduce((sum, { otherResources = 0 }) => sum + otherResources, 0),
      notices: countEqual(findings.flatMap(({ notices }) => notices)),
      // A file that cannot be read completely may be anything.
      isKnown: isMarked || (failure !== undefined && failure !== thrown),
    };
  }

  return { take, end };
}
