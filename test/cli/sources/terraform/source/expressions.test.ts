// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.
import { createEffort } from '../../../../../cli/sources/terraform/source/effort.ts';
import { evaluate } from '../../../../../cli/sources/terraform/source/evaluate.ts';
import { loadGrammar } from '../../../../../cli/sources/terraform/source/grammar.ts';
import { parseExpression } from '../../../../../cli/sources/terraform/source/hcl.ts';
import { readModule } from '../../../../../cli/sources/terraform/source/module.ts';
import { createScope } from '../../../../../cli/sources/terraform/source/module-scope.ts';
import type { Value } from '../../../../../cli/sources/terraform/source/value.ts';
import { findUnknown, toJson } from '../../../../../cli/sources/terraform/source/value.ts';
import { folderOf } from '../../folders-support.ts';
import { CONTEXT, KNOWN } from './expressions.ts';

async function evaluateText(expression: string, context = CONTEXT): Promise<Value> {
  const parseTree = await loadGrammar();
  const module = readModule(folderOf({ 'main.tf': context }), [], parseTree);
  expect([...module.problems]).toEqual([]);
  const scope = createScope(module, (_, prepare) => prepare(undefined), createEffort());
  return evaluate(parseExpression(expression, parseTree), scope);
}

it.each(KNOWN)('%s is as in Terraform', async (expression, expected) => {
  const value = await evaluateText(expression);
  expect(findUnknown(value)).toBeUndefined();
  expect(toJson(value)).toEqual(expected);
});

describe('what is not known says which part that is', () => {
  const context = `${CONTEXT}
variable "open" {}
variable "wrong" {
  type    = number
  default = "x"
}
variable "incomplete" {
  type    = object({ a = string })
  default = {}
}
locals {
  circle = local.round
  round  = local.circle
}
`;
  it.each([
    ['var.open', 'var.open', 'has no default'],
    ['upper("x${var.open}")', 'var.open', 'has no default'],
    ['var.open ? "a" : "b"', 'var.open', 'has no default'],
    ['var.open == "x" || false', 'var.open', 'has no default'],
    ['[for x in var.open : x]', 'var.open', 'has no default'],
    ['var.open[*].x', 'var.open', 'has no default'],
    ['merge({ a = 1 }, var.open).a', 'var.open', 'has no default'],
    ['coalesce(var.open, "a")', 'var.open', 'has no default'],
    ['try(var.open.x, "a")', 'var.open', 'has no default'],
    ['local.list[var.open]', 'var.open', 'has no default'],
    ['var.missing', 'var.missing', 'is not declared'],
    ['local.missing', 'local.missing', 'is not declared'],
    ['local.circle', 'local.circle', 'refers to itself'],
    ['var.wrong', 'var.wrong', 'has a value of another type'],
    ['var.incomplete', 'var.incomplete', 'lacks the attribute a'],
    ['data.aws_ssm_parameter.mode["x"].value', 'data.aws_ssm_parameter.mode["x"].value', 'is read by a data source'],
    ['module.mq.mode', 'module.mq.mode', 'is an output of a module'],
    [
      'aws_mq_broker.other[0].deployment_mode',
      'aws_mq_broker.other[0].deployment_mode',
      'is an attribute of another resource',
    ],
    ['random_shuffle.x.result[*].y', 'random_shuffle.x.result', 'is an attribute of another resource'],
    ['terraform.workspace == "prod"', 'terraform.workspace', 'depends on where Terraform runs'],
    ['file("${path.module}/x")', 'path.module', 'is a path'],
    ['timestamp()', 'timestamp()', 'is a function that is not evaluated'],
    ['"%{ if true }a%{ endif }"', '"%{ if true }…%{ endif }"', 'is not evaluated'],
    ['local.brokers.x', 'local.brokers.x', 'does not exist'],
    ['local.list[9]', 'local.list[9]', 'is not in the list'],
    ['1 / 3', '1 / 3', 'is no whole number'],
    ['1 == "1"', '1 == "…"', 'compares values of different types'],
    ['local.list == []', 'local.list == []', 'compares values of different types'],
    ['each.key', 'each.key', 'has no for_each'],
    ['9007199254740993', '9007199254740993', 'is not evaluated'],
    ['"9007199254740993" + 0', '"…" + 0', 'is not about numbers'],
    ['1e3', 'a number with an exponent', 'is not evaluated'],
    ['upper("ß")', 'upper("…")', 'is not evaluated'],
    ['split("", "é")', 'split("", "…")', 'is not evaluated'],
    ['trimspace("é ")', 'trimspace("…")', 'is not evaluated'],
    ['tolist([true, 1])', 'tolist([true, 1])', 'has elements of different types'],
    ['tolist([{ a = 1 }, { a = "x" }])[0].a', 'tolist([{ a = 1 }, { a = "…" }])', 'has elements of different types'],
    ['true ? { a = true } : { b = "x" }', 'true ? { a = true } : { b = "…" }', 'has results of different types'],
    ['"${local.list}!"', '"${local.list}…"', 'has a part that is no text'],
  ])('%s', async (expression, subject, why) => {
    expect(findUnknown(await evaluateText(expression, context))).toMatchObject({ subject, why });
  });
});

it.each([
  ['a condition with the same results', 'var.open ? "a" : "a"', 'a'],
  ['an operand that decides', 'var.open || true', true],
  ['another operand that decides', 'false && var.open', false],
  ['another argument', 'coalesce("a", var.open)', 'a'],
  ['another member', '{ a = var.open, b = 1 }.b', 1],
  ['another map', 'merge({ a = var.open }, { a = "b" }).a', 'b'],
  ['the length of a list', 'length([var.open, 1])', 2],
])('%s makes up for what is not known', async (_, expression, expected) => {
  expect(await evaluateText(expression, 'variable "open" {}')).toBe(expected);
});
