import { withoutTexts } from './without-texts.ts';

/** An expression of the Terraform language: https://developer.hashicorp.com/terraform/language/expressions */
export type Expression = Syntax & {
  /** As it is in the source. */
  readonly text: string;
};

type Syntax =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] }
  /** A name without anything before it: `var`, `each`, or what a `for` declares. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly key: Expression }
  /** `of[*]`; `each` is evaluated for each element, which has the name {@link ELEMENT}. */
  | { readonly kind: 'splat'; readonly of: Expression; readonly each: Expression }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
      /** The last argument is a list of arguments. */
      readonly isExpanded: boolean;
    }
  | { readonly kind: 'list'; readonly elements: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  | ForExpression
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  /** Such as a directive in a template. */
  | { readonly kind: 'unsupported' };

/** `[for …]` or `{for …}`: https://developer.hashicorp.com/terraform/language/expressions/for */
export interface ForExpression {
  readonly kind: 'for';
  /** The names that it declares: the value, or the key and the value. */
  readonly names: readonly string[];
  readonly collection: Expression;
  /** In the form for objects. */
  readonly key?: Expression | undefined;
  readonly value: Expression;
  readonly condition?: Expression | undefined;
  /** Values with the same key become a list. */
  readonly isGrouped: boolean;
}

/** The name of the element in a splat expression. No source can have it. */
export const ELEMENT = '[*]';

/** A block or, at the top, a file. */
export interface Body {
  readonly attributes: ReadonlyMap<string, Expression>;
  readonly blocks: readonly Block[];
}

/** A block, such as `resource "aws_mq_broker" "orders" {…}`. */
export interface Block extends Body {
  readonly type: string;
  readonly labels: readonly string[];
  /** Its line in the file, from 1; `undefined` in JSON. */
  readonly line?: number | undefined;
}

/** An expression in one line, without its texts, shortened for a sentence. */
export function describe({ text }: Expression): string {
  const line = withoutTexts(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_DESCRIPTION ? `${line.slice(0, MAX_DESCRIPTION - 1)}…` : line;
}

const MAX_DESCRIPTION = 80;

/**
 * A block with what another one, in an override file, sets instead. Inner blocks replace those of their type, but
 * `lifecycle` is merged: https://developer.hashicorp.com/terraform/language/files/override#merging-behavior
 */
export function overridden(block: Block, by: Block): Block {
  const former = block.blocks.find(isLifecycle);
  const blocks = by.blocks.map((inner) => (former && isLifecycle(inner) ? overridden(former, inner) : inner));
  const replaced = new Set(by.blocks.map(blockType));
  return {
    ...block,
    attributes: new Map([...block.attributes, ...by.attributes]),
    blocks: [...block.blocks.filter((inner) => !replaced.has(blockType(inner))), ...blocks],
  };
}

function isLifecycle({ type }: Block): boolean {
  return type === 'lifecycle';
}

/** The type of the blocks that a block is, or that it generates: https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
function blockType({ type, labels: [label] }: Block): string {
  return type === 'dynamic' ? (label ?? type) : type;
}
