import { Lexer } from 'yaml';

interface State {
  /** By how many spaces the lines of a scalar must be indented at least. */
  indentNext: number;
  /** @returns what comes next */
  parseQuotedScalar(): Generator<string, unknown>;
}

/**
 * Lets the lines of a quoted text begin in any column, as CloudFormation and PyYAML do:
 * https://github.com/yaml/pyyaml/blob/6.0.2/lib/yaml/scanner.py (`scan_flow_scalar_breaks`).
 * YAML asks for an indentation, and a policy in quotes often ends in the column of its key.
 */
class QuotedTextLexer extends (Lexer as unknown as new () => State) {
  override *parseQuotedScalar(): Generator<string, unknown> {
    const { indentNext } = this;
    this.indentNext = 0;
    const next = yield* super.parseQuotedScalar();
    this.indentNext = indentNext;
    return next;
  }
}

/** The tokens of a text in JSON or YAML. */
export function lex(text: string): Generator<string> {
  return (new QuotedTextLexer() as unknown as Lexer).lex(text);
}
