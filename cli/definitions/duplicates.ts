import type { Json } from './definitions.ts';
import { engineFile } from './engine.ts';
import type { Review } from './rows.ts';
import { change, leaveOut, remark } from './rows.ts';

const SOURCE = engineFile('rabbit/src/rabbit_definitions.erl');

/**
 * Makes a predicate that leaves out what was there before under the same key. RabbitMQ imports the objects of a list at the
 * same time: it keeps either of two, and refuses a second user.
 */
export function makeDuplicateFinder<T extends Json>(): (item: T, key: string) => Review<never> | undefined {
  const seen = new Map<string, T>();
  return (item, key) => {
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, item);
      return undefined;
    }
    if (JSON.stringify(first) === JSON.stringify(item)) {
      return leaveOut(remark('is in the export twice.', 'Keep one of them.', SOURCE));
    }
    return leaveOut(
      change(
        'is in the export twice, and they differ: the new broker would keep either, or refuse the import.',
        'Keep the first of them, or choose the other yourself.',
        SOURCE,
      ),
    );
  };
}
