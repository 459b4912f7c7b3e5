import type { BusEvent, EventTarget } from '../aws/messaging.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';

type InputTransformer = NonNullable<EventTarget['InputTransformer']>;

/**
 * What a target gets instead of the event. The template is a string of JSON, quotes included. A variable whose path is not
 * in the event is left out. Values are not escaped: one with quotation marks or backslashes makes the result no JSON.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function transformInput({ InputPathsMap, InputTemplate }: InputTransformer, event: BusEvent): string {
  return InputTemplate.replaceAll(/<([\w-]+)>/g, (_, name: string) => {
    const value = valueAt(InputPathsMap[name] ?? '', event);
    return value === undefined ? '' : String(value);
  });
}

/** @throws UnsupportedTemplateError for one that {@link transformInput} does not know, Error for what is refused */
export function refuseUnsupportedTransformer({ InputPathsMap, InputTemplate }: InputTransformer): void {
  if (!/^"[^\n]*"$/.test(InputTemplate)) throw new UnsupportedTemplateError('an input template that is not one string');
  const path = Object.values(InputPathsMap).find((one) => !/^\$(\.[\w-]+)+$/.test(one));
  if (path !== undefined) throw new UnsupportedTemplateError(`the path ${path} of an input transformer`);
  const names = [...InputTemplate.matchAll(/<([^>]*)>/g)].map(([, name = '']) => name);
  const unknown = names.find((name) => !Object.hasOwn(InputPathsMap, name));
  if (unknown !== undefined)
    throw new Error(`ValidationException: InputTemplate contains unknown variable ${unknown}.`);
}

/** @param path for example `$.detail.resourceId` */
function valueAt(path: string, event: BusEvent): unknown {
  let value: unknown = event;
  for (const name of path.split('.').slice(1)) value = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  return value;
}
