import type { Fact } from '../../../checks/facts.ts';
import type { IngressRule } from '../../../checks/ingress.ts';
import type { GivenParameters } from './parameters.ts';
import type { Resolver } from './resolver.ts';
import type { createOnce, createSecrets } from './secrets.ts';

/** What a broker may refer to. */
export interface BrokerContext {
  readonly resolver: Resolver;
  /** The resources of its template after its loops, by logical ID. */
  readonly resources: ReadonlyMap<string, unknown>;
  /** Where the values of parameters come from. */
  readonly given: Pick<GivenParameters, 'passwordSource'>;
  /** The facts that are read of each broker; by default all. */
  readonly wanted?: ReadonlySet<Fact> | undefined;
  /** The inbound rules of a security group of the template. */
  readonly ingressRulesOf: (logicalId: string) => readonly IngressRule[];
  readonly secretsNamed: ReturnType<typeof createSecrets>;
  readonly once: ReturnType<typeof createOnce>;
}
