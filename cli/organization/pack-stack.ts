import type { Settings } from '../../cdk/settings/settings.ts';

/** The stack of the deployment that creates the pack of a region, and the region of the stack. */
export function packStack(
  { deployment, namePrefix }: Settings,
  region: string,
  homeRegion: string,
): readonly [name: string, region: string] {
  if (deployment === 'organization') return [`${namePrefix}-pack-${region}`, region];
  return deployment === 'stack-set' ? [`${namePrefix}-stack-set`, homeRegion] : [`${namePrefix}-account`, region];
}
