// What Node.js brings: objects that all functions in a process share, with their members as they were at first.
const known = new Map<object, readonly unknown[]>();

/**
 * Remembers the members of an object of Node.js, and those of all functions and prototypes that it leads to, before a
 * function gets it.
 * @returns the object
 */
export function share<T>(object: T): T {
  const open: unknown[] = [object];
  while (open.length > 0) {
    const next = open.pop();
    if (!isObject(next) || known.has(next)) continue;
    const members = membersOf(next);
    known.set(next, members);
    open.push(...members.filter(isNamespace), Object.getPrototypeOf(next));
    if (typeof next === 'function') open.push(next.prototype);
  }
  return object;
}

/** Whether a function has changed what others would get. */
export function isChanged(): boolean {
  return [...known].some(([object, before]) => {
    const members = membersOf(object);
    return members.length !== before.length || members.some((member, index) => !Object.is(member, before[index]));
  });
}

/** Keys and values. Of those that are computed, the functions. */
function membersOf(object: object): readonly unknown[] {
  const members: unknown[] = [];
  for (const key of Reflect.ownKeys(object)) {
    const { value, get, set } = Reflect.getOwnPropertyDescriptor(object, key) ?? {};
    members.push(key, value, get, set);
  }
  return members;
}

/** Whether it is a function, or only has others, such as `fs.promises`. */
function isNamespace(value: unknown): boolean {
  return typeof value === 'function' || (isObject(value) && Object.getPrototypeOf(value) === Object.prototype);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
