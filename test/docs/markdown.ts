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
  /** The cells of the rows under the headers of each table. */
  readonly tables: readonly (readonly (readonly string[])[])[];
  readonly links: readonly Link[];
  /** The texts between backticks outside of blocks. */
  readonly code: readonly string[];
}

/** Reads a document as the formatter leaves it. */
export function readMarkdown(text: string): Markdown {
  const { prose, blocks } = takeBlocks(text.split('\n'));
  const joined = prose.join('\n');
  return {
    blocks,
    headings: prose.flatMap(readHeading),
    tables: readTables(prose),
    links: [...joined.matchAll(/\[((?:[^\]`]|`[^`]*`)*)\]\(([^)\s]+)\)/g)].map(([, label = '', target = '']) => ({
      text: label,
      target,
    })),
    code: [...joined.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll('\n', ' ')),
  };
}

function takeBlocks(lines: readonly string[]): {
  readonly prose: readonly string[];
  readonly blocks: readonly Block[];
} {
  const prose: string[] = [];
  const blocks: Block[] = [];
  let open: { readonly language: string; readonly line: number; readonly inside: string[] } | undefined;
  for (const [index, line] of lines.entries()) {
    const [, language] = /^```(.*)$/.exec(line) ?? [];
    if (language === undefined) (open?.inside ?? prose).push(line);
    else if (open === undefined) open = { language, line: index + 1, inside: [] };
    else {
      blocks.push({ language: open.language, line: open.line, text: `${open.inside.join('\n')}\n` });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`The block in line ${open.line} does not end.`);
  return { prose, blocks };
}

function readHeading(line: string): readonly Heading[] {
  const [, marks, text] = /^(#+) (.+)$/.exec(line) ?? [];
  if (marks === undefined || text === undefined) return [];
  const anchor = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
  return [{ level: marks.length, text, anchor }];
}

function readTables(lines: readonly string[]): readonly (readonly (readonly string[])[])[] {
  const tables: string[][][] = [];
  let rows: string[][] | undefined;
  for (const line of lines) {
    if (!line.startsWith('|')) {
      rows = undefined;
      continue;
    }
    if (rows === undefined) {
      rows = [];
      tables.push(rows);
    }
    rows.push(
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }
  // The header, and the line under it.
  return tables.map((table) => table.slice(2));
}
