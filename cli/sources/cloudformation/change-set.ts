import type { BrokerIdentity } from '../../../checks/broker.ts';
import { isBrokerId } from '../../../checks/broker.ts';
import type { BrokerChange } from '../../../checks/change-checks.ts';
import { BROKER_RESOURCE_TYPE } from '../../../checks/configuration-item.ts';
import type { Fact } from '../../../checks/facts.ts';
import { quote, readObject, readText } from '../../../checks/json.ts';
import { count } from '../../text/count.ts';
import { InputError } from '../input/input-error.ts';
import type { Findings, Reading } from '../reading.ts';
import { adviceOn, fromBrokerResource } from './broker-resource.ts';
import { effectOf, isRetained, propertiesIn } from './change-set-effect.ts';
import { createResolver } from './create-resolver.ts';
import { describeResource } from './describe.ts';
import { givenByUser } from './parameters.ts';
import { createOnce, createSecrets } from './secrets.ts';
import { holdsResources } from './unseen.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What was found in a change set. */
export interface ChangeSetFindings extends Findings {
  readonly changeSetId: string;
  /** The nested stacks that it changes, with the change sets of their own, which have to be read too. */
  readonly nested: readonly { readonly address: string; readonly changeSetId: string }[];
}

const DESCRIBE = '"aws cloudformation describe-change-set --include-property-values"';

/**
 * Whether this is a response of DescribeChangeSet:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
 */
export function isChangeSet(value: JsonObject): boolean {
  return 'ChangeSetId' in value && 'StackId' in value && ('Changes' in value || 'ExecutionStatus' in value);
}

/**
 * Reads the brokers that a change set changes, as they will be. It does not show those that it leaves alone.
 * @param wanted the facts that are read of each broker; by default all
 * @throws InputError if it cannot be used
 */
export function readChangeSet(value: JsonObject, wanted?: ReadonlySet<Fact>): ChangeSetFindings {
  if (readText(value.NextToken) !== undefined) {
    throw new InputError('is one page of several (it has a NextToken). Expected a change set with all of its changes.');
  }
  const changeSetId = String(value.ChangeSetId);
  if (isWithoutChanges(value)) {
    return { changeSetId, readings: [], problems: [], notices: ['is a change set without changes.'], nested: [] };
  }
  const changes = changesOf(value).map((change) => readObject(readObject(change).ResourceChange));
  const isBroker = ({ ResourceType: type }: JsonObject) => type === BROKER_RESOURCE_TYPE;
  const isHolder = ({ ResourceType: type }: JsonObject) => typeof type === 'string' && holdsResources(type);
  const isUnreadable = ({ ResourceType: type, LogicalResourceId: id }: JsonObject) =>
    readText(type) === undefined || readText(id) === undefined;
  const unreadable = changes.filter(isUnreadable).length;
  const readable = changes.filter((change) => !isUnreadable(change));
  const brokers = readable.filter(isBroker);
  const holders = readable.filter(isHolder);
  const removed = holders.filter(({ Action: action }) => action === 'Remove');
  const changed = holders.filter(({ Action: action }) => action !== 'Remove');
  const others = readable.length - brokers.length - holders.length;
  const retained = [...brokers, ...removed].filter(isRetained).map(addressOf);
  const bare = brokers.filter((broker) => valuesOf(broker) === undefined && !isRetained(broker)).map(addressOf);
  const nested = changed.flatMap((holder) => {
    const id = readText(holder.ChangeSetId);
    return id === undefined ? [] : [{ address: addressOf(holder), changeSetId: id }];
  });
  return {
    changeSetId,
    readings: [
      ...[...Map.groupBy(brokers, addressOf).values()].flatMap((entries) =>
        readBroker(entries, placeOf(value), wanted),
      ),
      ...removed.filter((holder) => !isRetained(holder)).map((holder) => readRemovedStack(holder, placeOf(value))),
    ],
    problems: [
      ...(unreadable > 0 ? [`has ${count(unreadable, 'change')} without a ResourceType and LogicalResourceId.`] : []),
      ...(bare.length > 0
        ? [
            `has no property values of ${bare.join(', ')}, so only the change is evaluated. Expected the output of ${DESCRIBE}.`,
          ]
        : []),
      ...changed.filter(({ ChangeSetId: id }) => readText(id) === undefined).map(notSeen),
    ],
    otherResources: others,
    notices: retained.map((address) => `removes ${address} from the stack only. The broker stays in AWS.`),
    nested,
  };
}

// CloudFormation has no code for it: https://github.com/aws/aws-cli/blob/develop/awscli/customizations/cloudformation/deployer.py
const WITHOUT_CHANGES = /didn't contain changes|No updates are to be performed/;

function isWithoutChanges({ Status, StatusReason, Changes }: JsonObject): boolean {
  if (Status === 'FAILED') return WITHOUT_CHANGES.test(String(StatusReason));
  return Status === 'CREATE_COMPLETE' && Array.isArray(Changes) && Changes.length === 0;
}

// Or none, and "UNAVAILABLE" while it is created:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html
const IS_PENDING: readonly unknown[] = [undefined, 'AVAILABLE', 'UNAVAILABLE'];

function changesOf({ Status, StatusReason, ExecutionStatus, Changes }: JsonObject): readonly unknown[] {
  if (Status === 'FAILED') throw new InputError(`is a change set that failed: ${quote(StatusReason)}.`);
  if (Status !== 'CREATE_COMPLETE') {
    throw new InputError(
      `is a change set whose Status is ${quote(Status)}. Expected CREATE_COMPLETE: ` +
        'wait with "aws cloudformation wait change-set-create-complete", then describe it again.',
    );
  }
  if (!IS_PENDING.includes(ExecutionStatus)) {
    throw new InputError(
      `is a change set whose ExecutionStatus is ${quote(ExecutionStatus)}, so it can no longer be executed. ` +
        'Expected AVAILABLE: create a new change set.',
    );
  }
  if (!Array.isArray(Changes))
    throw new InputError(`is a change set without Changes. Expected the output of ${DESCRIBE}.`);
  return Changes;
}

/** Several entries of the same broker contradict each other. */
function readBroker(
  entries: readonly JsonObject[],
  place: BrokerIdentity,
  wanted: ReadonlySet<Fact> | undefined,
): readonly Reading[] {
  const [entry = {}, ...others] = entries;
  const address = addressOf(entry);
  const { PhysicalResourceId: id } = entry;
  const identity = { ...place, id: typeof id === 'string' && isBrokerId(id) ? id : undefined };
  const change: BrokerChange =
    others.length > 0
      ? { effect: 'unclear', engineType: undefined, why: 'the change set has several changes of it' }
      : effectOf(entry);
  const values = entry.Action === 'Remove' || others.length > 0 ? undefined : valuesOf(entry);
  const resolver = createResolver({}, new Map());
  const resources = new Map<string, unknown>();
  const context = {
    resolver,
    resources,
    given: givenByUser({}),
    wanted,
    ingressRulesOf: () => [],
    secretsNamed: createSecrets(resources, resolver),
    once: createOnce(),
  };
  const before = fromBrokerResource({ Properties: propertiesIn(entry.BeforeContext) ?? {} }, context, identity);
  if (values === undefined) return [{ broker: identity, address, change, before, isChangeOnly: true }];
  const resource = { Properties: values };
  const broker = fromBrokerResource(resource, context, identity);
  const describe = () => describeResource(resource, resolver);
  return [{ broker, address, change, before, describe, advice: adviceOn(broker, resource, resolver) }];
}

/** A nested stack whose change set, if it has one, does not say what is in it. */
function readRemovedStack(holder: JsonObject, broker: BrokerIdentity): Reading {
  const address = addressOf(holder);
  const why = `it removes ${address} (${holder.ResourceType}), which may have brokers`;
  return {
    broker,
    address,
    change: { effect: 'may-delete', engineType: undefined, why },
    isChangeOnly: true,
  };
}

/** The properties that the broker will have, or has if it is removed. */
function valuesOf({ Action, BeforeContext, AfterContext }: JsonObject): JsonObject | undefined {
  return propertiesIn(Action === 'Remove' ? BeforeContext : AfterContext);
}

function addressOf({ LogicalResourceId: id }: JsonObject): string {
  return String(id);
}

/** The account and region of the stack. */
function placeOf({ StackId: arn }: JsonObject): BrokerIdentity {
  const [, , service, region, accountId] = String(arn).split(':');
  return service === 'cloudformation' ? { accountId: readText(accountId), region: readText(region) } : {};
}

function notSeen(holder: JsonObject): string {
  const change = `changes ${addressOf(holder)} (${holder.ResourceType}), whose brokers are not evaluated.`;
  return holder.ResourceType === 'AWS::CloudFormation::Stack'
    ? `${change} Create the change set with --include-nested-stacks.`
    : `${change} Evaluate its template separately.`;
}
