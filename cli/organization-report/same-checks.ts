/** Whether two reports have the same checks, in whatever order. */
export function isSameChecks(some: readonly { readonly id: string }[], others: readonly { readonly id: string }[]) {
  const ids = new Set(others.map(({ id }) => id));
  return some.length === others.length && some.every(({ id }) => ids.has(id));
}
