import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { PARTITIONS } from './partitions.ts';

/** How the CDK behaves, as it recommends for new apps. Kept out of cdk.json, which has our own settings only. */
export const FEATURE_FLAGS: Readonly<Record<string, unknown>> = {
  ...recommended,
  '@aws-cdk/core:target-partitions': PARTITIONS,
  // The function cannot be deleted while a conformance pack of another stack has its ARN.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};
