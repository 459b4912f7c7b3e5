import { dirname, join, relative, resolve } from 'node:path';
import { walk } from '../../input/folder.ts';
import { InputError } from '../../input/input-error.ts';
import type { ParameterValues } from '../../parameter-sets.ts';
import { listNames } from '../../skipped.ts';
import { createEffort } from './effort.ts';
import { evaluate } from './evaluate.ts';
import { filesIn, isConfiguration, isLoaded, isVariableFile, readText } from './files.ts';
import type { ParseTree } from './grammar.ts';
import { loadGrammar } from './grammar.ts';
import { parseExpression, parseHcl } from './hcl.ts';
import { parseJsonValues } from './json.ts';
import { emptyScope } from './scope.ts';
import type { Expression } from './syntax.ts';
import type { Value } from './value.ts';
import { findUnknown, isUnknown, toJson, toText, unknown } from './value.ts';

/** The values that a root module gets from outside. */
export interface RootVariables {
  /**
   * @param convert makes the value of an expression, or of nothing, one of the type of the variable
   * @returns `undefined` if the variable is not set
   */
  read(name: string, convert: (expression: Expression | undefined) => Value): Value;
  /** The files that cannot be used, each with a sentence. */
  readonly problems: ReadonlyMap<string, string>;
}

interface Surroundings {
  readonly parameters: ParameterValues;
  /** The folders that links do not leave. */
  readonly roots: readonly string[];
  readonly parseTree: ParseTree;
  readonly isExcluded: (path: string, kind: 'file' | 'folder') => boolean;
}

interface VariableFile {
  readonly path: string;
  readonly values: ReadonlyMap<string, Expression>;
}

/**
 * Reads the values of the variables of a root module: what was given, then what Terraform loads by itself, in its order,
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence.
 * Other files below the folder are for `-var-file`. Whether one will be used is not known, so they must not differ.
 */
export function readRootVariables(
  folder: string,
  { parameters, roots, parseTree, isExcluded }: Surroundings,
): RootVariables {
  const problems = new Map<string, string>();
  const load = (path: string): VariableFile => {
    try {
      return { path, values: parseVariables(path, parseTree) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.set(path, error.message);
      return { path, values: new Map() };
    }
  };
  const own = filesIn(folder, roots)
    .filter(isVariableFile)
    .map((name) => join(folder, name))
    .filter((path) => !isExcluded(path, 'file'));
  const loaded = own.filter(isLoaded).sort(byPrecedence).map(load);
  const others = [...own.filter((path) => !isLoaded(path)), ...filesBelow(folder, roots, isExcluded)].map(load);

  function read(name: string, convert: (expression: Expression | undefined) => Value): Value {
    if (Object.hasOwn(parameters, name)) {
      const parameter = parameters[name];
      if (parameter === undefined) return unknown(`var.${name}`, 'has a value that is not known');
      return convert(asExpression(parameter, parseTree));
    }
    const settings = others.flatMap(({ path, values }) => {
      const setting = values.get(name);
      return setting ? [{ path: relative(folder, path), value: convert(setting) }] : [];
    });
    const loading = loaded.findLast(({ values }) => values.has(name));
    const value = convert(loading?.values.get(name));
    const isDifferent = (other: Value) => findUnknown(other) || !isSame(other, value);
    const paths = settings.filter((setting) => isDifferent(setting.value)).map(({ path }) => path);
    if (paths.length === 0) return value;
    const files = listNames(paths);
    return isUnknown(value) && !loading
      ? unknown(
          `var.${name}`,
          `has a value only in ${files}. Terraform loads no such file by itself: name one in parameterFiles, or use --parameters ${name}=<value>`,
        )
      : unknown(`var.${name}`, `has another value in ${files} (set it with --parameters ${name}=<value>)`);
  }

  return { read, problems };
}

/** The values in a file, by the names of the variables. */
function parseVariables(path: string, parseTree: ParseTree): ReadonlyMap<string, Expression> {
  const text = readText(path);
  return (path.endsWith('.json') ? parseJsonValues(text) : parseHcl(text, parseTree)).attributes;
}

/**
 * Reads a file for `-var-file`, as texts that `--parameters` would give: a list or an object is an expression.
 * @throws InputError
 */
export async function readVariableFile(path: string): Promise<ParameterValues> {
  const values = [...parseVariables(path, await loadGrammar())].map(([name, expression]) => {
    const value = evaluate(expression, emptyScope(createEffort()));
    return [name, findUnknown(value) || value === null ? undefined : asText(value)];
  });
  return Object.fromEntries(values);
}

/** A name in `$` and `%` sequences is text in JSON, but not in an expression. */
function asText(value: Value): string | undefined {
  return typeof value === 'object' ? JSON.stringify(toJson(value)).replaceAll(/([$%])(?=\{)/g, '$1$1') : toText(value);
}

function isSame(a: Value, b: Value): boolean {
  return JSON.stringify(toJson(a)) === JSON.stringify(toJson(b));
}

/** Later files win. */
function byPrecedence(a: string, b: string): number {
  const rank = (path: string) => (/\.auto\.tfvars(\.json)?$/.test(path) ? 2 : path.endsWith('.json') ? 1 : 0);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** The files in subfolders that are not modules themselves, such as `environments/production.tfvars`. */
function filesBelow(
  folder: string,
  roots: readonly string[],
  isExcluded: Surroundings['isExcluded'],
): readonly string[] {
  const isModule = (inner: string) => filesIn(inner, roots).some(isConfiguration);
  return [...walk(folder, (inner) => !isModule(inner), isExcluded)]
    .filter(({ kind, path }) => (kind === 'file' || kind === 'other-file') && isVariableFile(path))
    .map(({ path }) => path)
    .filter((path) => resolve(dirname(path)) !== resolve(folder));
}

/** A value of the command line: a text, or an expression if it is one of a list, object, number or boolean. */
function asExpression(text: string, parseTree: ParseTree): Expression {
  if (/^\s*[[{]/.test(text)) {
    try {
      return parseExpression(text, parseTree);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return { kind: 'literal', value: text, text };
}
