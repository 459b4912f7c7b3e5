// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.
import fc from 'fast-check';
import { InputError } from '../../../../../cli/sources/input/input-error.ts';
import { createEffort } from '../../../../../cli/sources/terraform/source/effort.ts';
import { evaluate } from '../../../../../cli/sources/terraform/source/evaluate.ts';
import { loadGrammar } from '../../../../../cli/sources/terraform/source/grammar.ts';
import { parseExpression, parseHcl } from '../../../../../cli/sources/terraform/source/hcl.ts';
import { parseJsonSyntax } from '../../../../../cli/sources/terraform/source/json.ts';
import { findUnknown } from '../../../../../cli/sources/terraform/source/value.ts';
import { KNOWN } from './expressions.ts';
import { rabbit } from './support.ts';

/** Only an InputError may be thrown. */
function attempt(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
}

const fragment = fc.constantFrom(
  ...[
    '"',
    '${',
    '}',
    '{',
    '[',
    ']',
    '(',
    ')',
    '<<EOT\n',
    'EOT\n',
    '%{ if true }',
    '\\u00e9',
    '$${',
    '~}',
    '=',
    '?',
    ':',
    '...',
  ],
  ...[
    'local.x',
    'var',
    '.*',
    '[*]',
    'for',
    ' in ',
    ' => ',
    '-',
    '!',
    '&&',
    '/*',
    '#',
    '\n',
    '1e9',
    '0x1',
    'null',
    '🐰',
    '\0',
    '\r\n',
  ],
);

it('throws nothing but an InputError, whatever is in a file', async () => {
  const parseTree = await loadGrammar();
  const text = rabbit({ deployment_mode: 'true ? "a" : upper("${local.x}")' });
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(20), fc.array(fragment, { maxLength: 8 }), (at, length, inserted) => {
      attempt(() => parseHcl(`${text.slice(0, at)}${inserted.join('')}${text.slice(at + length)}`, parseTree));
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.json(), (json) =>
      attempt(() => parseJsonSyntax(`{"resource":{"aws_mq_broker":${json}}}`, parseTree)),
    ),
  );
});

it('evaluates any expression to a value', async () => {
  const parseTree = await loadGrammar();
  const expressions = fc.array(
    fc.constantFrom(...KNOWN.map(([expression]) => expression), 'upper', 'merge', '[0]', '.a', ' == ', ' ? 1 : '),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  const scope = {
    names: new Map(),
    lookUp: (root: string, name: string) => ({ subject: `${root}.${name}`, why: 'is open' }),
    prefix: '',
    trace: () => undefined,
  };
  fc.assert(
    fc.property(expressions, (parts) => {
      attempt(() => {
        const value = evaluate(parseExpression(parts.join(''), parseTree), { ...scope, effort: createEffort() });
        expect(value).not.toBeUndefined();
      });
    }),
    { numRuns: 2000 },
  );
});

it('knows nothing that an open variable decides', async () => {
  const parseTree = await loadGrammar();
  const leaf = fc.constantFrom('var.open', 'var.open.a', 'var.open[0]');
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('tree').map((inner) => `upper(${inner})`),
      tie('tree').map((inner) => `(${inner} ? "CLUSTER_MULTI_AZ" : "SINGLE_INSTANCE")`),
      tie('tree').map((inner) => `"\${${inner}}_MULTI_AZ"`),
      tie('tree').map((inner) => `try(${inner}, "CLUSTER_MULTI_AZ")`),
      tie('tree').map((inner) => `lookup({ a = "CLUSTER_MULTI_AZ" }, ${inner}, "CLUSTER_MULTI_AZ")`),
      tie('tree').map((inner) => `coalesce(${inner}, "CLUSTER_MULTI_AZ")`),
      tie('tree').map((inner) => `merge({ a = "CLUSTER_MULTI_AZ" }, ${inner}).a`),
      tie('tree').map((inner) => `[for x in ["CLUSTER_MULTI_AZ"] : x if ${inner}][0]`),
      tie('tree').map((inner) => `(${inner} == "a" ? "CLUSTER_MULTI_AZ" : "x")`),
    ),
  }));
  const scope = {
    names: new Map(),
    lookUp: (root: string, name: string) => ({ subject: `${root}.${name}`, why: 'is open' }),
    prefix: '',
    trace: () => undefined,
  };
  fc.assert(
    fc.property(tree, (text) => {
      const value = evaluate(parseExpression(text, parseTree), { ...scope, effort: createEffort() });
      expect(findUnknown(value)).toBeDefined();
    }),
  );
});
