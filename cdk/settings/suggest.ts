import leven from 'leven';

/** The question whether a known name was meant, if one is similar enough, with a space before it. */
export function didYouMean(given: string, known: Iterable<string>): string {
  const distances = [...known].map((name) => ({ name, distance: leven(given.toLowerCase(), name.toLowerCase()) }));
  const [nearest] = distances.toSorted((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= given.length / 3 ? ` Did you mean "${nearest.name}"?` : '';
}
