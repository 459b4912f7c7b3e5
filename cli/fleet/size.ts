import type { Size } from './row.ts';

/** A size as a text for people. */
export function sizeText(size: Size | undefined): string {
  if (!size) return 'not known';
  const { engineVersion, hostInstanceType = 'type not known', deploymentMode = 'mode not known' } = size;
  const version = engineVersion === undefined ? 'version not known' : `RabbitMQ ${engineVersion}`;
  return [version, hostInstanceType, deploymentMode].join(', ');
}
