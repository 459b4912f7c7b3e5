import type { Scope } from './intrinsics.ts';
import { resolve } from './intrinsics.ts';
import type { StackTemplate } from './stack-template.ts';
import { UnsupportedTemplateError } from './unsupported.ts';

/**
 * A template without the resources whose conditions are false.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 * @throws Error for a condition that is not in the template, UnsupportedTemplateError for what the simulation does not know
 */
export function withoutFalseResources(template: StackTemplate, scope: Scope): StackTemplate {
  const { Conditions = {}, Resources } = template;
  const holds = (name: string): boolean => {
    if (!Object.hasOwn(Conditions, name)) {
      throw new Error(
        `Template format error: Unresolved condition dependency ${name} in the Resources block of the template`,
      );
    }
    return isTrue(Conditions[name]);
  };
  const isTrue = (expression: unknown): boolean => {
    const [[name, argument] = ['', undefined], ...others] = Object.entries(expression as object);
    if (others.length > 0) throw new UnsupportedTemplateError(`${name} next to other members`);
    if (name === 'Condition') return holds(String(argument));
    const list = argument as readonly unknown[];
    switch (name) {
      case 'Fn::Equals': {
        const [left, right] = requireLength(list, name, 2, 2).map((value) => resolve(value, scope));
        return left === right;
      }
      case 'Fn::Not':
        return !requireLength(list, name, 1, 1).map(isTrue)[0];
      case 'Fn::Or':
        return requireLength(list, name, 2, 10).map(isTrue).includes(true);
      default:
        throw new UnsupportedTemplateError(`the condition ${name}`);
    }
  };
  for (const name of Object.keys(Conditions)) holds(name);
  const kept = Object.entries(Resources).filter(([, { Condition }]) => Condition === undefined || holds(Condition));
  return { ...template, Resources: Object.fromEntries(kept) };
}

function requireLength(list: readonly unknown[], name: string, least: number, most: number): readonly unknown[] {
  if (Array.isArray(list) && list.length >= least && list.length <= most) return list;
  throw new Error(
    `Template validation error: Template error: every ${name} object requires a list of ` +
      `${least === most ? least : `at least ${least} and at most ${most}`} parameters.`,
  );
}
