import type { IStackSynthesizer } from 'aws-cdk-lib';
import { LegacyStackSynthesizer } from 'aws-cdk-lib';

/** For a stack without assets: deployed with the credentials at hand, in an account that need not be bootstrapped. */
export function withoutBootstrap(): IStackSynthesizer {
  // Not BootstraplessSynthesizer: it takes the roles of a bootstrap in another region.
  // The class and its interface differ in whether an absent member may be undefined.
  return new LegacyStackSynthesizer() as IStackSynthesizer;
}
