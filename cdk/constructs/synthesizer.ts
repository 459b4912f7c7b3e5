import type { IStackSynthesizer } from 'aws-cdk-lib';
import { LegacyStackSynthesizer } from 'aws-cdk-lib';

/** For a stack without assets. It is deployed with the current credentials and needs no bootstrapped account. */
export function withoutBootstrap(): IStackSynthesizer {
  // Not BootstraplessSynthesizer, which uses the roles of a bootstrap in another region.
  // The class and its interface differ in whether an absent member may be undefined.
  return new LegacyStackSynthesizer() as IStackSynthesizer;
}
