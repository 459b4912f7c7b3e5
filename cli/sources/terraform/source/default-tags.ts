import { isObject } from '../../../../checks/json.ts';
import type { JsonObject } from '../resources.ts';
import { evaluate } from './evaluate.ts';
import type { Module } from './module.ts';
import type { Scope } from './scope.ts';
import type { Block } from './syntax.ts';
import { toJson } from './value.ts';

/**
 * The tags that the provider of a resource adds, as far as its configuration in the same module says.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block
 */
export function defaultTagsOf(block: Block, { providers }: Module, scope: Scope): JsonObject {
  const [name = 'aws', alias] = block.attributes.get('provider')?.text.replaceAll('"', '').split('.') ?? [];
  const provider = providers.find(
    ({ labels, attributes }) => labels[0] === name && aliasOf(attributes.get('alias'), scope) === alias,
  );
  const tags = provider?.blocks.find(({ type }) => type === 'default_tags')?.attributes.get('tags');
  const value = tags && toJson(evaluate(tags, scope));
  return isObject(value) ? value : {};
}

function aliasOf(alias: Parameters<typeof evaluate>[0] | undefined, scope: Scope): unknown {
  return alias && toJson(evaluate(alias, scope));
}
