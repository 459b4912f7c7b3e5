import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { PARTITIONS } from '../settings/partitions.ts';

/** The feature flags that the CDK recommends for new apps. They are not in cdk.json, which has only our own settings. */
export const FEATURE_FLAGS: Readonly<Record<string, unknown>> = {
  ...recommended,
  '@aws-cdk/core:target-partitions': PARTITIONS,
  // The function cannot be deleted while a conformance pack in another stack uses its ARN.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};
