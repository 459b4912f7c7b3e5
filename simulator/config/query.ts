import { AwsError } from '../aws/call.ts';

/** A query of configurations: `SELECT <properties> WHERE <property> = <text> AND <property> IN (<texts>)`. */
export interface Query {
  readonly properties: readonly string[];
  /** All of them hold. */
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly property: string;
  readonly values: readonly string[];
}

const PROPERTY =
  /^(?:accountId|arn|awsRegion|configurationItemCaptureTime|resource(?:CreationTime|Id|Name|Type)|tags|configuration(?:\.\w+)+)$/;

/**
 * Reads the part of the query language that is simulated.
 * https://docs.aws.amazon.com/config/latest/developerguide/query-components.html
 * @throws AwsError that names what is not understood
 */
export function parseQuery(expression: string): Query {
  const tokens = expression.match(/'[^']*'|[\w.:-]+|\S/g) ?? [];
  let position = 0;
  const next = () => tokens[position++];
  const isNext = (word: string) => tokens[position]?.toUpperCase() === word;
  const expect = (word: string) => {
    if (!isNext(word)) throw refuse(tokens[position]);
    position += 1;
  };
  /** One or more, with commas between them. */
  const several = (read: (token: string | undefined) => string): readonly string[] => {
    const found = [read(next())];
    while (isNext(',')) {
      position += 1;
      found.push(read(next()));
    }
    return found;
  };
  const condition = (): Condition => {
    const property = readProperty(next());
    if (isNext('=')) {
      position += 1;
      return { property, values: [readText(next())] };
    }
    expect('IN');
    expect('(');
    const values = several(readText);
    expect(')');
    return { property, values };
  };

  expect('SELECT');
  const properties = several(readProperty);
  const conditions: Condition[] = [];
  if (position === tokens.length) return { properties, conditions };
  expect('WHERE');
  conditions.push(condition());
  while (position < tokens.length) {
    expect('AND');
    conditions.push(condition());
  }
  return { properties, conditions };
}

/** @returns the properties that a query selects of an item, unless the item does not match. @throws AwsError */
export function applyQuery({ properties, conditions }: Query, item: unknown): unknown {
  const isMatch = conditions.every(({ property, values }) => {
    const value = valueAt(item, property);
    return value !== undefined && values.includes(String(value));
  });
  if (!isMatch) return undefined;
  const selected = {};
  for (const property of properties) setAt(selected, property.split('.'), valueAt(item, property));
  return selected;
}

function readProperty(token: string | undefined): string {
  if (token !== undefined && PROPERTY.test(token)) return token;
  throw refuse(token);
}

function readText(token: string | undefined): string {
  if (token !== undefined && /^'.*'$/s.test(token)) return token.slice(1, -1);
  throw refuse(token);
}

function valueAt(item: unknown, property: string): unknown {
  let value = item;
  for (const name of property.split('.')) {
    if (Array.isArray(value)) throw refuse(property);
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  }
  return value;
}

function setAt(target: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (value === undefined) return;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  target[name] ??= {};
  setAt(target[name] as Record<string, unknown>, rest, value);
}

function refuse(what: string | undefined): AwsError {
  const where = what === undefined ? 'a query that ends here' : `${what} in this place of a query`;
  return new AwsError(400, 'InvalidExpressionException', `The simulator does not support ${where}.`);
}
