import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml';
import { readPlainScalar } from './scalars.ts';
import { applyTag } from './short-form.ts';

// Far more than a template has. The parser is recursive, and each event takes some 100 bytes.
const MAX_PLAIN_DEPTH = 100;
const MAX_EVENTS = 200_000;

// Where parsers differ: tabs and marks, ends of lines and of documents, directives, headers of texts, and two escapes.
const UNUSUAL = /[\t\u{feff}]|\r(?!\n)|^ *(?:%|\.\.\.)|^ +---|[|>](?:\+|-?\d)[-+\d]?(?!\S)|\\(?:U|\r?\n)/mu;
// The rest may mean something else than a function, such as `!!binary`.
const TAG_OF_FUNCTION = /^!\w[\w:]*$/;

/** What a text has, and where. */
export interface Parsed {
  readonly value: unknown;
  /** The lines, from 1, where the members of `Resources` begin, by name. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Where a node is: the whole, its member `Resources`, or in anything else. */
type Place = 'whole' | 'resources' | 'elsewhere';

/** Thrown and caught here. */
class Unusual extends Error {}

/**
 * Reads JSON, and YAML as most people write it, several times as fast as the other parser: one document without anchors,
 * aliases, merge keys, directives and repeated keys.
 * @returns `undefined` for a text with any of these, and for a broken one
 */
export function readPlainYaml(text: string): Parsed | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return readEvents(text, parseEvents(text, { maxDepth: MAX_PLAIN_DEPTH }));
  } catch {
    // Not only errors of its own, says the parser. Whatever it is, the other one decides.
    return undefined;
  }
}

function readEvents(text: string, events: readonly Event[]): Parsed {
  const offsets = new Map<string, number>();
  let index = 0;

  function next(): Event {
    const event = events[index];
    if (event === undefined) throw new Unusual();
    index += 1;
    return event;
  }

  function readNode(event: Event, place: Place): unknown {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return readScalar(text, event);
      case EVENT_ID.SEQUENCE:
        return applyTag(tagOf(text, event), readItems());
      case EVENT_ID.MAPPING:
        return applyTag(tagOf(text, event), readMembers(place));
      default:
        throw new Unusual();
    }
  }

  function readItems(): readonly unknown[] {
    const items: unknown[] = [];
    for (let event = next(); event.type !== EVENT_ID.POP; event = next()) items.push(readNode(event, 'elsewhere'));
    return items;
  }

  function readMembers(place: Place): Readonly<Record<string, unknown>> {
    const members = new Map<string, unknown>();
    for (let event = next(); event.type !== EVENT_ID.POP; event = next()) {
      if (event.type !== EVENT_ID.SCALAR) throw new Unusual();
      const name = readKey(text, event);
      if (members.has(name)) throw new Unusual();
      if (place === 'resources') offsets.set(name, event.valueStart);
      members.set(name, readNode(next(), place === 'whole' && name === 'Resources' ? 'resources' : 'elsewhere'));
    }
    return Object.fromEntries(members);
  }

  const document = next();
  const isPlain = document.type === EVENT_ID.DOCUMENT && document.directives.length === 0;
  if (!isPlain || events.length > MAX_EVENTS) throw new Unusual();
  const value = readNode(next(), 'whole');
  next();
  // Another document begins.
  if (index < events.length) throw new Unusual();
  return { value, lines: linesAt(text, offsets) };
}

function readScalar(text: string, event: ScalarEvent): unknown {
  const tag = tagOf(text, event);
  const source = sourceOf(text, event);
  if (tag !== undefined) return applyTag(tag, source);
  return event.style === SCALAR_STYLE.PLAIN ? readPlainScalar(source) : source;
}

function readKey(text: string, event: ScalarEvent): string {
  const name = sourceOf(text, event);
  if (event.valueStart < 0 || name === '<<' || tagOf(text, event) !== undefined) throw new Unusual();
  return name;
}

function sourceOf(text: string, event: ScalarEvent): string {
  const source = getScalarValue(text, event);
  // In brackets, it may be the mark of a key.
  if (event.style === SCALAR_STYLE.PLAIN && source.startsWith('?')) throw new Unusual();
  return source;
}

function tagOf(text: string, { anchorStart, tagStart, tagEnd }: ScalarEvent | SequenceEvent | MappingEvent) {
  if (anchorStart >= 0) throw new Unusual();
  if (tagStart < 0) return undefined;
  const tag = text.slice(tagStart, tagEnd);
  // What comes right after it may be a part of it.
  if (!TAG_OF_FUNCTION.test(tag) || !/^\s?$/.test(text.charAt(tagEnd))) throw new Unusual();
  return tag;
}

/** @param offsets in ascending order */
function linesAt(text: string, offsets: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let end = text.indexOf('\n');
  for (const [name, offset] of offsets) {
    while (end >= 0 && end < offset) {
      line += 1;
      end = text.indexOf('\n', end + 1);
    }
    lines.set(name, line);
  }
  return lines;
}
