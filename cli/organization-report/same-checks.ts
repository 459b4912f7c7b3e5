/** Whether two reports have the same checks, in whatever order. @param others each of them once */
export function isSameChecks(some: readonly { readonly id: string }[], others: readonly { readonly id: string }[]) {
  const ids = new Set(some.map(({ id }) => id));
  return some.length === others.length && others.every(({ id }) => ids.has(id));
}
