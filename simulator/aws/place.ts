/** An account and region. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** What maps have a place under. */
export function placeKey({ accountId, region }: Place): string {
  return `${accountId}/${region}`;
}
