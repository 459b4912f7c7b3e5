import type { Token, Tokens } from 'marked';
import { lexer } from 'marked';

/** A block of code between fences. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The line of its first fence, from 1. */
  readonly line: number;
}

export interface Heading {
  readonly level: number;
  readonly text: string;
  /** The fragment of a link to it, as GitHub makes it. */
  readonly anchor: string;
}

export interface Link {
  readonly text: string;
  readonly target: string;
}

/** What the tests look at in a Markdown document. */
export interface Markdown {
  readonly blocks: readonly Block[];
  /** In the order of the document. */
  readonly headings: readonly Heading[];
  /** The cells of the rows under the headers of each table, as Markdown. */
  readonly tables: readonly (readonly (readonly string[])[])[];
  readonly links: readonly Link[];
  /** The texts between backticks outside of blocks. */
  readonly code: readonly string[];
  /** Headings, paragraphs and items of lists as they are read, with {@link CODE} for each text between backticks. */
  readonly prose: readonly string[];
  /** The cells of all tables, headers included, as they are read. */
  readonly cells: readonly string[];
}

/** Stands for code in a sentence: one word. */
export const CODE = 'CODE';

/** Reads a document as GitHub does. */
export function readMarkdown(text: string): Markdown {
  const tokens = [...allTokens(lexer(text, { gfm: true }))];
  const ofType = <T extends Token>(type: T['type']) => tokens.filter((token): token is T => token.type === type);
  const headings = ofType<Tokens.Heading>('heading');
  const tables = ofType<Tokens.Table>('table');
  const texts = ofType<Tokens.Text>('text').filter((token) => token.tokens !== undefined);
  return {
    blocks: readBlocks(text, ofType<Tokens.Code>('code')),
    headings: headings.map(({ depth, text }) => ({ level: depth, text, anchor: anchorOf(text) })),
    tables: tables.map(({ rows }) => rows.map((cells) => cells.map(({ text }) => text.trim()))),
    links: ofType<Tokens.Link>('link').map(({ text, href }) => ({ text, target: href })),
    code: ofType<Tokens.Codespan>('codespan').map(({ text }) => text.replaceAll('\n', ' ')),
    prose: [...headings, ...ofType<Tokens.Paragraph>('paragraph'), ...texts].map(({ tokens }) => plainText(tokens)),
    cells: tables.flatMap(({ header, rows }) => [header, ...rows].flat().map(({ tokens }) => plainText(tokens))),
  };
}

/** The tokens of a document and all that is inside of them, in their order. */
function* allTokens(tokens: readonly Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token;
    if (token.type === 'list') yield* allTokens((token as Tokens.List).items);
    else if (token.type === 'table') {
      const { header, rows } = token as Tokens.Table;
      for (const cell of [header, ...rows].flat()) yield* allTokens(cell.tokens);
    } else if ('tokens' in token) yield* allTokens(token.tokens ?? []);
  }
}

function readBlocks(text: string, codes: readonly Tokens.Code[]): readonly Block[] {
  let offset = 0;
  return codes.map(({ raw, lang = '', text: inside }) => {
    // In a list its lines are indented, so that only the first is found.
    const start = text.indexOf(raw.split('\n', 1)[0] ?? '', offset);
    offset = start + raw.length;
    return { language: lang, text: `${inside}\n`, line: text.slice(0, start).split('\n').length };
  });
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function plainText(tokens: readonly Token[] = []): string {
  return tokens
    .map((token): string => {
      if (token.type === 'codespan') return CODE;
      if (token.type === 'html' || token.type === 'br') return ' ';
      return 'tokens' in token ? plainText(token.tokens) : 'text' in token ? String(token.text) : '';
    })
    .join('')
    .replaceAll(/\s+/g, ' ');
}
