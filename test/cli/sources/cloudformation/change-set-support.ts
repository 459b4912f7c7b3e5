import type { DescribeChangeSetOutput, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';

type Properties = Readonly<Record<string, unknown>>;

export const CHANGE_SET_ID = 'arn:aws:cloudformation:eu-west-1:111122223333:changeSet/release/6a1d';

/** The properties of a RabbitMQ broker that passes everything. */
export function rabbit(properties: Properties = {}): Properties {
  return {
    BrokerName: 'orders',
    EngineType: 'RABBITMQ',
    EngineVersion: '4.2',
    DeploymentMode: 'CLUSTER_MULTI_AZ',
    HostInstanceType: 'mq.m7g.medium',
    PubliclyAccessible: 'false',
    Logs: { General: 'true' },
    Users: [{ Username: 'admin', Password: '****' }],
    ...properties,
  };
}

/** A `BeforeContext` or `AfterContext`. */
export function context(properties: Properties): string {
  return JSON.stringify({ Properties: properties });
}

/** A change of the broker `Orders`, with the values before and after it. */
export function changeOf(change: Partial<ResourceChange>): ResourceChange {
  return {
    LogicalResourceId: 'Orders',
    PhysicalResourceId: 'b-1234abcd-56ef-78ab-90cd-1234567890ab',
    ResourceType: 'AWS::AmazonMQ::Broker',
    Scope: ['Properties'],
    Details: [],
    BeforeContext: context(rabbit()),
    AfterContext: context(rabbit()),
    ...change,
  };
}

/** A property that is changed in the template. */
export function detail(
  Name: string,
  RequiresRecreation: 'Never' | 'Conditionally' | 'Always',
  Evaluation: ResourceChangeDetail['Evaluation'] = 'Static',
): ResourceChangeDetail {
  return {
    Target: {
      Attribute: 'Properties',
      Name,
      RequiresRecreation,
      Path: `/Properties/${Name}`,
      AttributeChangeType: 'Modify',
    },
    Evaluation,
    ChangeSource: 'DirectModification',
  };
}

/** A response of DescribeChangeSet, as the AWS CLI prints it. */
export function changeSet(
  changes: readonly ResourceChange[],
  more: Partial<DescribeChangeSetOutput> = {},
): DescribeChangeSetOutput {
  return {
    Changes: changes.map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
    ChangeSetName: 'release',
    ChangeSetId: CHANGE_SET_ID,
    StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/orders/0b2c',
    StackName: 'orders',
    CreationTime: new Date('2026-01-31T12:00:00Z'),
    ExecutionStatus: 'AVAILABLE',
    Status: 'CREATE_COMPLETE',
    NotificationARNs: [],
    RollbackConfiguration: {},
    Capabilities: [],
    IncludeNestedStacks: false,
    ...more,
  };
}
