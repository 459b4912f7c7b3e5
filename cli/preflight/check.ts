import type { Settings } from '../../cdk/settings/settings.ts';
import type { Context } from '../organization/context.ts';
import type { Finding } from '../organization/rows.ts';

/** One prerequisite of the deployment. */
export interface PreflightCheck {
  readonly id: string;
  readonly applies: (settings: Settings) => boolean;
  readonly run: (context: Context) => Promise<readonly Finding[]>;
}
