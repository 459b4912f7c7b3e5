import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { InputError } from '../../input/input-error.ts';
import { realPath } from '../../input/inside.ts';
import type { ParameterValues } from '../../parameter-sets.ts';
import { listNames } from '../../skipped.ts';
import { createEffort } from './effort.ts';
import { evaluate } from './evaluate.ts';
import { isLoaded } from './files.ts';
import type { ParseTree } from './grammar.ts';
import { loadGrammar } from './grammar.ts';
import { parseExpression } from './hcl.ts';
import { emptyScope } from './scope.ts';
import type { Expression } from './syntax.ts';
import type { Value } from './value.ts';
import { findUnknown, isUnknown, toJson, toText, unknown } from './value.ts';
import type { VariableFile, VariableFiles } from './variable-files.ts';
import { parseVariables } from './variable-files.ts';

/** The values that a root module gets from outside. */
export interface RootVariables {
  /**
   * @param convert makes the value of an expression, or of nothing, one of the type of the variable
   * @returns `undefined` if the variable is not set
   */
  read(name: string, convert: (expression: Expression | undefined) => Value): Value;
}

interface Surroundings {
  readonly parameters: ParameterValues;
  readonly files: VariableFiles;
  readonly parseTree: ParseTree;
  /** Whether there is a module in a folder, by its path without links, that declares a variable. */
  readonly declares: (folder: string, name: string) => boolean;
}

/**
 * Reads the values of the variables of a root module: what was given, then what Terraform loads by itself, in its order,
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence.
 * Any other file may be used with `-var-file`, so it must agree. Only a file at or below another module that declares
 * the variable is for that one.
 */
export function readRootVariables(
  folder: string,
  { parameters, files, parseTree, declares }: Surroundings,
): RootVariables {
  const root = realPath(folder) ?? resolve(folder);
  const own = files.in(folder);
  const loaded = own.filter(({ path }) => isLoaded(path)).sort(byPrecedence);
  const others = [...own.filter(({ path }) => !isLoaded(path)), ...files.outside(folder)];
  const hasTerragrunt = ['terragrunt.hcl', 'terragrunt.hcl.json'].some((name) => existsSync(join(folder, name)));

  function isFor(file: VariableFile, name: string): boolean {
    let above = file.folder;
    while (!declares(above, name)) {
      if (above === dirname(above)) return true;
      above = dirname(above);
    }
    return above === root;
  }

  function read(name: string, convert: (expression: Expression | undefined) => Value): Value {
    const subject = `var.${name}`;
    if (Object.hasOwn(parameters, name)) {
      const parameter = parameters[name];
      if (parameter === undefined) return unknown(subject, 'has a value that is not known');
      return convert(asExpression(parameter, parseTree));
    }
    const remedy = `(set it with --parameters ${name}=<value>)`;
    if (hasTerragrunt) return unknown(subject, `may be set by terragrunt.hcl ${remedy}`);
    const loading = loaded.findLast(({ values }) => values.has(name));
    const value = convert(loading?.values.get(name));
    const different = others.flatMap((file) => {
      const setting = file.values.get(name);
      if (!setting || !isFor(file, name)) return [];
      const other = convert(setting);
      return findUnknown(other) || findUnknown(value) || !isSame(other, value)
        ? [relative(root, join(file.folder, basename(file.path)))]
        : [];
    });
    if (different.length === 0) return value;
    const paths = listNames([...new Set(different)]);
    return isUnknown(value) && !loading
      ? unknown(
          subject,
          `has a value only in ${paths}. Terraform loads no such file by itself: name one in parameterFiles, or use --parameters ${name}=<value>`,
        )
      : unknown(subject, `has another value in ${paths} ${remedy}`);
  }

  return { read };
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
function byPrecedence({ path: a }: VariableFile, { path: b }: VariableFile): number {
  const rank = (path: string) => (/\.auto\.tfvars(\.json)?$/.test(path) ? 2 : path.endsWith('.json') ? 1 : 0);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
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
