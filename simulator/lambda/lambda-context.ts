import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import process from 'node:process';
import { isNativeError } from 'node:util/types';
import { constants, createContext, Script } from 'node:vm';
import { useShiftedClock } from './lambda-clock.ts';
import { share } from './node-objects.ts';

type Globals = Record<string, unknown> & { Error: ErrorConstructor; JSON: JSON; Date: DateConstructor };
type Handler = (event: unknown, context: object) => unknown;
type Wrapper = (
  exports: object,
  require: (name: string) => unknown,
  module: object,
  file: string,
  folder: string,
) => void;

/** Where Lambda has the code of a function. */
const CODE_FILE = '/var/task/index.js';

// Compiled code, by file or text, and the files that modules are in. This takes most of the time to load a function.
const scripts = new Map<string, Script>();
const files = new Map<string, string>();

/**
 * Loads the code of a function into a V8 context: its global object, objects such as `Array` and their prototypes,
 * modules, environment variables and console are its own. Only what Node.js itself brings is shared with others.
 * @returns the handler, which takes events as JSON
 */
export function loadInContext(codePath: string, variables: Readonly<Record<string, string>>) {
  const globals = createGlobals(variables);
  const modules = new Map<string, { exports: unknown }>();

  const own: Readonly<Record<string, unknown>> = { process: globals.process, console: globals.console };

  function load(file: string, code?: string): unknown {
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const require = (name: string) =>
      isBuiltin(name)
        ? (own[name.replace('node:', '')] ?? share(process.getBuiltinModule(name)))
        : load(resolve(file, name));
    const wrapper: Wrapper = compile(file, code).runInContext(globals);
    wrapper.call(module.exports, module.exports, require, module, file, dirname(file));
    return module.exports;
  }

  const { handler } = load(CODE_FILE, readFileSync(codePath, 'utf8')) as { readonly handler: Handler };
  return (event: string, context: object) => handler(globals.JSON.parse(event), context);
}

function createGlobals(variables: Readonly<Record<string, string>>): Globals {
  const globals = createContext(constants.DONT_CONTEXTIFY) as Globals;
  const define = (name: string, value: unknown) =>
    Object.defineProperty(globals, name, { value, configurable: true, writable: true });
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (name in globals) continue;
    // Some are loaded when they are first used.
    const get = () => share((globalThis as Record<string, unknown>)[name]);
    Object.defineProperty(globals, name, { get, set: (value) => define(name, value), configurable: true });
  }
  // One stream, so that what is written comes in order.
  const stdout = Object.create(process.stdout);
  const own = { env: { ...variables }, stdout, stderr: stdout };
  define('global', globals);
  define('process', Object.create(process, Object.getOwnPropertyDescriptors(own)));
  define('console', Object.assign(new Console(stdout), { Console }));
  useShiftedClock(globals);
  // What Node.js makes must pass for what the code would make.
  define('ArrayBuffer', share(ArrayBuffer));
  define('Uint8Array', share(Uint8Array));
  const { Error: OwnError } = globals;
  const isInstance = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(OwnError, Symbol.hasInstance, {
    value(this: unknown, value: unknown) {
      return isInstance.call(this, value) || (this === OwnError && isNativeError(value));
    },
  });
  return globals;
}

/** @param code if it is not that of the file */
function compile(file: string, code?: string): Script {
  const known = scripts.get(code ?? file);
  if (known) return known;
  const text = code ?? readFileSync(file, 'utf8');
  const body = file.endsWith('.json') ? `module.exports = ${text}` : text;
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${body}\n})`, {
    filename: file,
  });
  scripts.set(code ?? file, script);
  return script;
}

function resolve(file: string, name: string): string {
  const key = `${dirname(file)}\0${name}`;
  const known = files.get(key) ?? createRequire(file).resolve(name);
  files.set(key, known);
  return known;
}
