/** Converts the short form of a function to its long form. */
export function applyTag(tag: string | undefined, value: unknown): unknown {
  if (!tag?.startsWith('!') || tag === '!') return value;
  const name = tag.slice(1);
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}
