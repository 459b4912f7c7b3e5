import type { BrokerSize, LimitKey, Limits } from '../rabbitmq/limits.ts';
import {
  areConfigurable,
  defaultLimits,
  explainLimits,
  LIMIT_KEYS,
  maximumLimits,
  smallestWith,
  withHeadroom,
} from '../rabbitmq/limits.ts';
import { InputError } from '../sources/input/input-error.ts';
import { inThousands } from '../text/count.ts';
import { enumerate } from '../text/enumerate.ts';
import type { Say } from './kept.ts';
import { limitLines } from './limits-configuration.ts';
import type { ConfigurationRevision } from './replacement.ts';

/** What the limits of the new broker depend on, besides its size. */
export interface LimitWishes {
  /** What the user asks for with `--limit`. */
  readonly wished: Limits;
  /** How much a definitions export needs, as counted. */
  readonly needed: Limits;
  /** A configuration of the user's that the new broker gets. It has room for no second one. */
  readonly kept: ConfigurationRevision | undefined;
}

/**
 * Chooses what the configuration of the new broker sets.
 * @throws InputError if it cannot have what is wished or needed
 */
export function chooseLimits(size: BrokerSize, { wished, needed, kept }: LimitWishes, say: Say): Limits {
  const [fault] = explainLimits(wished, size);
  if (fault !== undefined) throw new InputError(`cannot make a plan: --limit ${fault}`);
  const raised = raise(size, wished, needed);
  const limits = { ...raised, ...wished };
  if (!kept) {
    sayLimits(size, limits, Object.keys(needed).length > 0, say);
    return limits;
  }
  if (Object.keys(limits).length === 0) return {};
  const lines = enumerate(limitLines(limits));
  if (Object.keys(wished).length > 0) {
    throw new InputError(
      `cannot make a plan: the new broker keeps configuration ${kept.id}, and can have only one. Add ${lines} to it with "aws mq update-configuration", ` +
        'then plan again without --limit.',
    );
  }
  say(
    `Configuration ${kept.id} is kept. Before you create the broker, make sure that it allows what the export needs: ${lines}.`,
  );
  return {};
}

/** What the export needs more than a new broker allows, or the user wishes. */
function raise(size: BrokerSize, wished: Limits, needed: Limits): Limits {
  const [defaults, maxima] = [defaultLimits(size), maximumLimits(size)];
  if (defaults === undefined || maxima === undefined) return {};
  const entries = LIMIT_KEYS.flatMap((key): [LimitKey, number][] => {
    const [need = 0, own = wished[key], usual, maximum] = [needed[key], undefined, defaults[key], maxima[key]];
    if (own !== undefined && own < need) {
      throw new InputError(
        `cannot make a plan: --limit ${key}=${own} is too low for the definitions, which need ${need}.`,
      );
    }
    if (own !== undefined || usual === undefined || maximum === undefined) return [];
    if (need > maximum) throw new InputError(`cannot make a plan: ${tooMany(key, need, maximum, size)}`);
    const enough = withHeadroom(need, maximum);
    return areConfigurable(size.engineVersion) && enough > usual ? [[key, enough]] : [];
  });
  return Object.fromEntries(entries);
}

function tooMany(key: LimitKey, need: number, maximum: number, size: BrokerSize): string {
  const larger = smallestWith({ [key]: need }, size);
  const advice = larger === undefined ? 'No instance type has room for them.' : `Set --host-instance-type ${larger}.`;
  return `the definitions need ${key} = ${need}, and the maximum of ${size.hostInstanceType} is ${maximum}. ${advice}`;
}

/** Says what the new broker has room for. @param isCounted whether that is enough for what an export has */
function sayLimits(size: BrokerSize, limits: Limits, isCounted: boolean, say: Say): void {
  const { hostInstanceType: type, engineVersion: version } = size;
  const isRaised = Object.keys(limits).length > 0;
  if (isRaised) say(`The plan creates a configuration with ${enumerate(limitLines(limits))}.`);
  if (!areConfigurable(version)) return;
  const defaults = defaultLimits(size);
  if (defaults === undefined) {
    say(`The default limits of ${type} are not known here. Compare them with what the old broker has.`);
    return;
  }
  const of = (key: LimitKey) => inThousands(limits[key] ?? defaults[key] ?? 0);
  const [usual, compare] = [isRaised ? 'With it, the' : 'By default, a', isCounted ? MEASURE : COMPARE];
  say(
    `${usual} new ${type} cluster of RabbitMQ ${version.major}.${version.minor} takes ${of('connection_max')} connections and ${of('channel_max_per_node')} channels a node, ` +
      `${of('consumer_max_per_channel')} consumers a channel, ${of('cluster_queue_limit')} queues, ${of('cluster_exchange_limit')} exchanges, ` +
      `${of('vhost_max')} virtual hosts, ${of('runtime_parameters.limits.shovel')} shovels, and messages of ${of('max_message_size')} bytes. ${compare}`,
  );
}

const COMPARE =
  'Compare that with what the old broker has. --limit raises what is too low; --definitions works it out from an export, except connections, channels, consumers and messages.';
const MEASURE =
  'It has room for the definitions. Compare connections, channels, consumers and the size of messages with what the old broker has. --limit raises what is too low.';
