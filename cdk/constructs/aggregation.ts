import { Validations } from 'aws-cdk-lib';
import { CfnConfigurationAggregator, CfnStoredQuery } from 'aws-cdk-lib/aws-config';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { permissionsBoundary } from './permissions.ts';

/** The organization aggregator, which collects the results of all accounts and regions. */
export class OrganizationAggregator extends Construct {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      description: 'Lets AWS Config list the accounts of the organization.',
      assumedBy: new ServicePrincipal('config.amazonaws.com'),
      path: settings.rolePath,
      ...permissionsBoundary(this, settings),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSConfigRoleForOrganizations')],
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSConfigRoleForOrganizations]',
      reason: 'AWS Config requires this AWS managed policy for the role of an organization aggregator.',
    });
    new CfnConfigurationAggregator(this, 'Aggregator', {
      configurationAggregatorName: settings.namePrefix,
      organizationAggregationSource: { roleArn: role.roleArn, allAwsRegions: true },
    });
  }
}

const FACTS =
  'configuration.EngineType, configuration.DeploymentMode, configuration.PubliclyAccessible, configuration.Logs.General';

// https://docs.aws.amazon.com/config/latest/developerguide/query-components.html
const QUERIES = {
  brokers: {
    description: 'All Amazon MQ RabbitMQ brokers, with the facts that the rules evaluate.',
    expression:
      `SELECT accountId, awsRegion, resourceId, configuration.BrokerName, ${FACTS} ` +
      "WHERE resourceType = 'AWS::AmazonMQ::Broker' AND configuration.EngineType IN ('RABBITMQ', 'RabbitMQ')",
  },
  'non-compliant-brokers': {
    description: 'Amazon MQ brokers that any rule found NON_COMPLIANT. AWS Config must record ResourceCompliance.',
    expression:
      'SELECT accountId, awsRegion, configuration.targetResourceId, configuration.configRuleList ' +
      "WHERE resourceType = 'AWS::Config::ResourceCompliance' " +
      "AND configuration.targetResourceType = 'AWS::AmazonMQ::Broker' " +
      "AND configuration.complianceType = 'NON_COMPLIANT'",
  },
} as const;

/** Queries for the AWS Config console, to run against an aggregator or one account. */
export class StoredQueries extends Construct {
  constructor(scope: Construct, id: string, { namePrefix }: Settings) {
    super(scope, id);
    for (const [name, { description, expression }] of Object.entries(QUERIES)) {
      new CfnStoredQuery(this, name, {
        queryName: `${namePrefix}-${name}`,
        queryDescription: description,
        queryExpression: expression,
      });
    }
  }
}
