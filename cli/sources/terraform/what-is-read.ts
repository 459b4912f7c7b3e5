import type { ListShape, ObjectShape, Shape } from '../input/shape.ts';
import { objectOf } from '../input/shape.ts';
import { NETWORK_TYPES } from './network-resource.ts';
import { isManagedBroker, MAY_HOLD_BROKERS } from './resources.ts';
import { STORE_TYPES, secretAttributes } from './secrets.ts';
import { mayAddRules } from './strangers.ts';

const WHOLE = objectOf({});
const EMPTY = objectOf({}, { others: 'nothing' });
/** A list of objects, without what is in these. */
const EMPTIED: ListShape = { elements: EMPTY };

const PLANNED = modulesOf((type) => (concernsBrokers(type) || mayAddRules(type) || isSecret(type) ? WHOLE : 'counted'));
const PRIOR = modulesOf((type) => (isBroker(type) || isSecret(type) ? WHOLE : 'dropped'));

const CHANGE = resourceOf((type) => {
  if (isBroker(type) || MAY_HOLD_BROKERS.includes(type)) return WHOLE;
  if (NETWORK_TYPES.includes(type)) return CHANGE_OF_NETWORK;
  return mayAddRules(type) ? CHANGE_OF_STRANGER : 'dropped';
});
const UNREAD = { after: 'nothing', before_sensitive: 'nothing', after_sensitive: 'nothing' } as const;
const CHANGE_OF_NETWORK = objectOf({ change: objectOf(UNREAD) });
const CHANGE_OF_STRANGER = objectOf({ change: objectOf({ before: 'nothing', ...UNREAD }) });

/** The arguments of any resource may have a password. They are followed, but not into blocks. */
const ARGUMENTS = objectOf(
  { type: 'all', mode: 'all', name: 'all', expressions: objectOf({}, { others: EMPTIED }) },
  { others: 'nothing' },
);
const CONFIGURATION = recursive((module) =>
  objectOf({
    resources: {
      elements: resourceOf((type) => (concernsBrokers(type) || mayAddRules(type) ? WHOLE : ARGUMENTS)),
    },
    module_calls: objectOf({}, { others: objectOf({ module }) }),
  }),
);

const INSTANCES = objectOf({
  instances: { elements: objectOf({ private: 'nothing', dependencies: 'nothing', sensitive_attributes: 'nothing' }) },
});
const STATE_FILE_RESOURCE = resourceOf((type) =>
  concernsBrokers(type) || mayAddRules(type) ? INSTANCES : objectOf({ instances: EMPTIED }),
);

/**
 * What is read of a Terraform plan or state, or a state file. What is in a resource is dropped by its
 * type, if that comes first, as Terraform writes it. Nothing is dropped that is not known to be of no use.
 */
export const WHAT_IS_READ: ObjectShape = objectOf({
  planned_values: objectOf({ outputs: 'nothing', root_module: PLANNED }),
  prior_state: objectOf({ values: objectOf({ outputs: 'nothing', root_module: PRIOR }) }),
  values: objectOf({ outputs: 'nothing', root_module: PLANNED }),
  resource_changes: { elements: CHANGE },
  deferred_changes: { elements: objectOf({ resource_change: CHANGE }) },
  configuration: objectOf({ provider_config: 'nothing', root_module: CONFIGURATION }),
  resources: { elements: STATE_FILE_RESOURCE },
  // The names themselves tell what it is.
  resource_drift: EMPTIED,
  relevant_attributes: EMPTIED,
  outputs: EMPTY,
  output_changes: EMPTY,
  checks: EMPTIED,
  check_results: EMPTIED,
});

function isBroker(type: string): boolean {
  return isManagedBroker({ type, isData: false });
}

function concernsBrokers(type: string): boolean {
  return isBroker(type) || MAY_HOLD_BROKERS.includes(type) || NETWORK_TYPES.includes(type);
}

/** Whether a password may be looked for in resources or data sources of a type. */
function isSecret(type: string): boolean {
  return (
    STORE_TYPES.includes(type) ||
    ['', 'data.', 'ephemeral.'].some((mode) => secretAttributes(`${mode}${type}`).length > 0)
  );
}

function resourceOf(afterType: ObjectShape['afterType'] & {}): ObjectShape {
  return objectOf({}, { afterType });
}

function modulesOf(afterType: ObjectShape['afterType'] & {}): ObjectShape {
  return recursive((module) =>
    objectOf({ resources: { elements: resourceOf(afterType) }, child_modules: { elements: module } }),
  );
}

/** A shape that has itself in it. */
function recursive(make: (self: ObjectShape) => ObjectShape): ObjectShape {
  const members = new Map<string, Shape>();
  const self: ObjectShape = { members, others: 'all' };
  for (const [name, shape] of make(self).members) members.set(name, shape);
  return self;
}
