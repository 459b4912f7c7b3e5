import type { StackProps } from 'aws-cdk-lib';
import type { Settings } from '../settings/settings.ts';

export interface ShapeProps extends StackProps {
  readonly settings: Settings;
}
