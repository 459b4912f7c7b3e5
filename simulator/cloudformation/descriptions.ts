import type { Stack, StackContent, StackResource } from '../aws/stack-record.ts';

/** @param milliseconds since 1970 */
export function time(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}

/** Parameters as they were given. */
export function describeParameters({ template, parameters, storeNames = {} }: StackContent) {
  return Object.entries(template.Parameters ?? {}).map(([ParameterKey, { Default }]) => {
    const value = parameters[ParameterKey] ?? String(Default);
    const name = storeNames[ParameterKey];
    return name === undefined
      ? { ParameterKey, ParameterValue: value }
      : { ParameterKey, ParameterValue: name, ResolvedValue: value };
  });
}

export function describeTags({ tags }: StackContent) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** As `DescribeStacks` answers. */
export function describeStack(stack: Stack) {
  const { content } = stack;
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: content.template.Description,
    Parameters: describeParameters(content),
    CreationTime: time(stack.createdAt),
    DeletionTime: time(stack.deletedAt),
    LastUpdatedTime: time(stack.updatedAt),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: false,
    NotificationARNs: [],
    Capabilities: stack.capabilities ?? [],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      ...{ OutputKey: key, OutputValue: value, Description: description, ExportName: exportName },
    })),
    RoleARN: stack.roleArn,
    Tags: describeTags(content),
    EnableTerminationProtection: stack.isProtected ?? false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

/** As `ListStacks` answers. */
export function summarizeStack(stack: Stack) {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.content.template.Description,
    CreationTime: time(stack.createdAt),
    LastUpdatedTime: time(stack.updatedAt),
    DeletionTime: time(stack.deletedAt),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

/** The events of a stack as `DescribeStackEvents` answers, newest first. */
export function describeEvents({ id, name, events }: Stack) {
  return events.toReversed().map((event) => ({
    ...{ StackId: id, EventId: event.id, StackName: name },
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: time(event.time),
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
  }));
}

/** When a resource last changed, in milliseconds since 1970. */
function lastChange({ events, createdAt }: Stack, { logicalId }: StackResource): number {
  return events.findLast((event) => event.logicalId === logicalId)?.time ?? createdAt;
}

/** As `ListStackResources` answers. */
export function summarizeResource(stack: Stack, resource: StackResource) {
  return {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.ref,
    ResourceType: resource.type,
    LastUpdatedTimestamp: time(lastChange(stack, resource)),
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

/** As `DescribeStackResources` answers. */
export function describeResource(stack: Stack, resource: StackResource) {
  const { LastUpdatedTimestamp, ...summary } = summarizeResource(stack, resource);
  return { StackName: stack.name, StackId: stack.id, ...summary, Timestamp: LastUpdatedTimestamp };
}
