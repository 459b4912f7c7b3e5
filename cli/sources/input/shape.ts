/** What is kept of a JSON value. A value of another kind than its shape is kept as a whole. */
export type Shape = 'all' | 'nothing' | ObjectShape | ListShape;

export interface ObjectShape {
  readonly members: ReadonlyMap<string, Shape>;
  /** Of all other members. */
  readonly others: Shape;
  /** Of an element of a list: what is kept of it after its member `type` has come, if that depends on the type. */
  readonly afterType?: (type: string) => ObjectShape | Discarded;
}

/** An element of which nothing is kept, or only its members `mode` and `type`. */
export type Discarded = 'dropped' | 'counted';

export interface ListShape {
  readonly elements: Exclude<Shape, 'nothing'>;
}

/** @param others by default all of them is kept, because it is not known what they are */
export function objectOf(
  members: Readonly<Record<string, Shape>>,
  { others = 'all', ...more }: Partial<Omit<ObjectShape, 'members'>> = {},
): ObjectShape {
  return { members: new Map(Object.entries(members)), others, ...more };
}
