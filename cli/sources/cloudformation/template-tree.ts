import { dirname, join } from 'node:path';
import { readObject } from '../../../checks/json.ts';
import { InputError } from '../input/input-error.ts';
import type { SourceFindings } from '../reading.ts';
import { readAssemblyFile } from './assembly-files.ts';
import { enclosedIn } from './declaration.ts';
import type { NestedStack } from './nested-stack.ts';
import type { Template, TemplateContext } from './template.ts';
import { NO_TEMPLATE, parseTemplate, readResources, unseen } from './template.ts';

/** Where the templates of nested stacks are. */
export interface TemplateTree {
  /** The folder that must contain all of them. */
  readonly root: string;
  /** @returns the path of the template of a nested stack, or `undefined` if it is not in the tree */
  readonly pathOf: (stack: NestedStack, source: string) => string | undefined;
  /** Is called with the outermost template. */
  readonly onTemplate?: (template: Template) => void;
}

// A stack has at most 2,500 resources in all its nested stacks together:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const MAX_NESTED_STACKS = 2_500;
// Many stacks may use the same template, so a few files can have many resources.
const MAX_RESOURCES = 100_000;
// Far more than real templates have, and far less than the call stack allows.
const MAX_LEVELS = 100;

interface Nesting {
  readonly tree: TemplateTree;
  /** The enclosing templates, outermost first. */
  readonly outer: readonly string[];
  /** How many more nested stacks, and resources in all of them, the outermost template may have. */
  readonly left: { stacks: number; resources: number };
  /** By path, because many stacks may use the same template. */
  readonly parsed: Map<string, Template>;
}

/** Reads the brokers of a template, then those of its nested stacks, whose templates are separate sources. */
export async function* readTemplateTree(
  source: string,
  template: Template,
  context: TemplateContext,
  tree: TemplateTree,
): AsyncGenerator<SourceFindings> {
  tree.onTemplate?.(template);
  yield* guarded(source, source, () => readStack(source, template, context, nestingIn(tree)));
}

/** The same for the template in a file of the tree. */
export async function* readTemplateFile(
  source: string,
  context: TemplateContext,
  tree: TemplateTree,
): AsyncGenerator<SourceFindings> {
  const nesting = nestingIn(tree);
  yield* guarded(source, source, async function* () {
    const template = await parseFile(source, nesting);
    tree.onTemplate?.(template);
    yield* readStack(source, template, context, nesting);
  });
}

/** The path of the template of a nested stack, which is relative to the template that names it. */
export function besideTemplate({ path }: NestedStack, source: string): string | undefined {
  return path === undefined ? undefined : join(dirname(source), path);
}

function nestingIn(tree: TemplateTree): Nesting {
  return { tree, outer: [], left: { stacks: MAX_NESTED_STACKS, resources: MAX_RESOURCES }, parsed: new Map() };
}

async function* readStack(
  source: string,
  template: Template,
  context: TemplateContext,
  nesting: Nesting,
): AsyncGenerator<SourceFindings> {
  nesting.left.resources -= Object.keys(readObject(template.value.Resources)).length;
  if (nesting.left.resources < 0) {
    throw new InputError(`has more than ${MAX_RESOURCES} resources, including its nested stacks.`);
  }
  const { nestedStacks, ...findings } = readResources(template, context, (stack) =>
    textOf(stack, nesting.tree.pathOf(stack, source), nesting.tree.root),
  );
  const inner = nestedStacks.map((stack) => ({ stack, path: nesting.tree.pathOf(stack, source) }));
  const elsewhere = inner.filter(({ stack, path }) => stack.body === undefined && path === undefined);
  const readings = elsewhere.map(({ stack }) => unseen(`${context.prefix}${stack.logicalId}`, stack));
  const [outermost = source] = nesting.outer;
  yield {
    source,
    template: outermost,
    stack: context.prefix,
    ...findings,
    readings: [...findings.readings, ...readings],
  };
  for (const { stack, path } of inner) {
    if (stack.body === undefined && path === undefined) continue;
    yield* readNested(stack, path, { source, context, nesting });
  }
}

async function* readNested(
  { logicalId, type, given, givenWithoutDefaults, declare, body, line }: NestedStack,
  path: string | undefined,
  { source, context, nesting }: { source: string; context: TemplateContext; nesting: Nesting },
): AsyncGenerator<SourceFindings> {
  const { left, outer } = nesting;
  left.stacks -= 1;
  if (left.stacks < 0) throw new InputError(`has more than ${MAX_NESTED_STACKS} nested stacks.`);
  if (outer.length === MAX_LEVELS)
    throw new InputError(`has stacks that are nested more than ${MAX_LEVELS} levels deep.`);
  const address = `${context.prefix}${logicalId}`;
  // A StackSet deploys to other accounts and regions.
  const identity = type === 'AWS::CloudFormation::StackSet' ? {} : context.identity;
  const prefix = `${address}/`;
  const nested = { given: givenWithoutDefaults, enclosing: () => enclosedIn(prefix, declare()) };
  const inner: TemplateContext = { given, nested, prefix, identity, wanted: context.wanted };
  const innerNesting = { ...nesting, outer: [...outer, source] };
  const [outermost = source] = outer;
  if (body !== undefined) {
    yield* guarded(source, outermost, async function* () {
      yield* readStack(source, await parseBody(body, line, address), inner, innerNesting);
    });
  } else if (path !== undefined) {
    if (innerNesting.outer.includes(path)) throw new InputError(`includes itself as the nested stack ${logicalId}.`);
    yield* guarded(path, outermost, async function* () {
      yield* readStack(path, await parseFile(path, nesting), inner, innerNesting);
    });
  }
}

// The name of a file that is uploaded, as the CDK does, changes with its content.
function textOf({ path: given }: NestedStack, path: string | undefined, root: string): string | undefined {
  if (given === undefined || path === undefined) return '';
  try {
    const text = readAssemblyFile(root, path);
    // Its outputs may depend on stacks that are nested in it.
    return /AWS::(?:CloudFormation::Stack|Serverless::Application)/.test(text) ? undefined : text;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

async function parseFile(path: string, { tree, parsed }: Nesting): Promise<Template> {
  const known = parsed.get(path);
  if (known) return known;
  const template = await parseTemplate(readAssemblyFile(tree.root, path));
  if (!template) throw new InputError(NO_TEMPLATE);
  parsed.set(path, template);
  return template;
}

async function parseBody(body: string, line: number | undefined, address: string): Promise<Template> {
  const template = await parseTemplate(body);
  if (!template) throw new InputError(`has a TemplateBody in ${address} that is not a template.`);
  // The body is one string in the file, so its resources get the line of the string.
  const lines = new Map(Object.keys(readObject(template.value.Resources)).map((id) => [id, line]));
  return { value: template.value, lines };
}

async function* guarded(
  source: string,
  template: string,
  read: () => AsyncGenerator<SourceFindings>,
): AsyncGenerator<SourceFindings> {
  try {
    yield* read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    yield { source, template, readings: [], problems: [error.message], notices: [] };
  }
}
