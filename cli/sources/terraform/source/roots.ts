import type { Module } from './module.ts';
import type { Block } from './syntax.ts';

/**
 * The modules that no other one calls, and those that are evidently deployed alone too. Of those that only call each
 * other, the first.
 */
export function findRoots(
  modules: readonly Module[],
  moduleOf: (module: Module, call: Block) => Module | undefined,
): readonly Module[] {
  const calledBy = (module: Module) =>
    [...module.calls.values()].map(({ block }) => moduleOf(module, block)).filter((called) => called !== undefined);
  const reached = new Set<Module>();
  const reach = (from: Module) => {
    const pending = [from];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      pending.push(...calledBy(next));
    }
  };
  const called = new Set(modules.flatMap(calledBy));
  const roots = modules.filter((module) => module.isRoot || !called.has(module));
  for (const root of roots) reach(root);
  for (const module of modules) {
    if (reached.has(module)) continue;
    roots.push(module);
    reach(module);
  }
  return roots;
}
