import { quote } from '../../checks/json.ts';
import type { GlobalParameter, Parameter } from './definitions.ts';
import { engineFile } from './engine.ts';
import { reviewOperatorPolicy } from './policies.ts';
import type { PolicyContext } from './policy-context.ts';
import { refuse } from './refusal.ts';
import type { Review } from './rows.ts';
import { change, keep, leaveOut, remark } from './rows.ts';
import { PAGES } from './target.ts';
import { TOPOLOGY_REFUSALS } from './topology-refusals.ts';
import { reviewVhostLimits } from './vhost-limits.ts';

/**
 * Reviews a runtime parameter. The values of shovels and federation upstreams contain URIs with passwords: no part of a
 * value may get into a finding.
 * @param queues how many queues of the virtual host are imported
 */
export function reviewParameter(parameter: Parameter, context: PolicyContext, queues: number): Review<Parameter> {
  switch (parameter.component) {
    case 'operator_policy':
      return reviewOperatorPolicy(parameter, context);
    case 'vhost-limits':
      return reviewVhostLimits(parameter, context, queues);
    case 'shovel':
      return leaveOut(
        change(
          'would start to move messages as soon as it is imported, alongside the one on the old broker.',
          'Leave it out. When you switch, delete the old one and create it on the new broker, ' +
            'with addresses that the new broker can reach. Private addresses need private networking.',
          PAGES.privateNetworking,
        ),
      );
    case 'federation-upstream':
    case 'federation-upstream-set':
      return leaveOut(
        change(
          'would start to move messages as soon as it is imported, alongside the one on the old broker.',
          'Leave it out. When you switch, create it on the new broker, ' +
            'with addresses that the new broker can reach. Private addresses need private networking.',
          PAGES.privateNetworking,
        ),
      );
    case 'exchange-delete-in-progress':
    case 'imported_definition_hash_value':
      return leaveOut(remark('is a note of the old broker to itself.', 'Leave it out.', INTERNAL));
    case 'policy':
      return leaveOut(
        change(
          'is a policy in the list of parameters, where the new broker would refuse it.',
          'Move it to the list of policies.',
          INTERNAL,
        ),
      );
    default:
      return leaveOut(
        refuse(
          TOPOLOGY_REFUSALS.badComponent,
          `belongs to the component ${quote(parameter.component)}, which Amazon MQ does not support`,
        ),
      );
  }
}

const INTERNAL = engineFile('rabbit/src/rabbit_runtime_parameters.erl');

/** The name of a kind of parameter. */
export function kindOf({ component }: Parameter): string {
  switch (component) {
    case 'operator_policy':
      return 'operator policy';
    case 'federation-upstream':
      return 'federation upstream';
    case 'federation-upstream-set':
      return 'federation upstream set';
    case 'vhost-limits':
      return 'virtual host limits';
    default:
      return component === 'shovel' ? 'shovel' : 'parameter';
  }
}

export function reviewGlobalParameter(parameter: GlobalParameter): Review<GlobalParameter> {
  if (parameter.name === 'cluster_name' || parameter.name.startsWith('internal')) {
    return leaveOut(remark('names the old broker.', 'Leave it out: the new broker has its own.', PAGES.definitions));
  }
  // Names become atoms of Erlang.
  if (parameter.name.length > 255) return leaveOut(refuse(TOPOLOGY_REFUSALS.longGlobalName));
  return keep(
    parameter,
    remark('is not known to this program.', 'Check whether a plugin of Amazon MQ uses it.', PAGES.plugins),
  );
}
