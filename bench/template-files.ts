import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SERVICES = 4;

/** Writes templates in YAML as people write them, of some 6 KB. One in so many has a broker, which passes. */
export function writeYamlTemplates(folder: string, templates: number, brokerEvery: number): void {
  for (let number = 0; number < templates; number += 1) {
    const services = Array.from({ length: SERVICES }, (_, index) => service(`Service${index}`));
    const broker = number % brokerEvery === 0 ? BROKER : '';
    writeFileSync(join(folder, `template-${number}.yaml`), [head(number), broker, ...services].join(''));
  }
}

/** Writes templates in JSON as `cdk synth` does, of some 6 KB, each with a broker, which passes. */
export function writeSynthesizedTemplates(folder: string, templates: number): void {
  for (let number = 0; number < templates; number += 1) {
    writeFileSync(join(folder, `template-${number}.json`), JSON.stringify(synthesized(number), undefined, 1));
  }
}

function head(number: number): string {
  return `AWSTemplateFormatVersion: "2010-09-09"
Description: >-
  The services of team ${number}, with what they need.

Parameters:
  Stage:
    Type: String
    AllowedValues: [development, production]
    Default: production
  VpcId:
    Type: AWS::EC2::VPC::Id

Mappings:
  Sizes:
    development: { Cpu: "256", Memory: "512" }
    production: { Cpu: "1024", Memory: "2048" }

Conditions:
  IsProduction: !Equals [!Ref Stage, production]

Resources:
`;
}

const BROKER = `  Broker:
    Type: AWS::AmazonMQ::Broker
    Properties:
      BrokerName: !Sub "\${AWS::StackName}-events"
      EngineType: RABBITMQ
      EngineVersion: "3.13"
      HostInstanceType: mq.m7g.large
      DeploymentMode: CLUSTER_MULTI_AZ
      PubliclyAccessible: false
      AutoMinorVersionUpgrade: true
      Logs:
        General: true
      Users:
        - Username: admin
          Password: "{{resolve:secretsmanager:events:SecretString:password}}"

`;

function service(name: string): string {
  return `  # What ${name} runs, and what it writes.
  ${name}LogGroup:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Retain
    Properties:
      LogGroupName: !Sub "/services/\${AWS::StackName}/${name}"
      RetentionInDays: !If [IsProduction, 365, 7]

  ${name}SecurityGroup:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: !Sub "Traffic of ${name} in \${AWS::StackName}"
      VpcId: !Ref VpcId
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }
        - { IpProtocol: tcp, FromPort: 8443, ToPort: 8443, CidrIp: 10.0.0.0/8 }

  ${name}Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ecs-tasks.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action:
                  - logs:CreateLogStream
                  - logs:PutLogEvents
                Resource: !GetAtt ${name}LogGroup.Arn

  ${name}Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Cpu: !FindInMap [Sizes, !Ref Stage, Cpu]
      Memory: !FindInMap [Sizes, !Ref Stage, Memory]
      NetworkMode: awsvpc
      TaskRoleArn: !GetAtt ${name}Role.Arn
      ContainerDefinitions:
        - Name: web
          Image: !Join ["", [!Ref AWS::AccountId, ".dkr.ecr.", !Ref AWS::Region, ".amazonaws.com/web:latest"]]
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: !Ref ${name}LogGroup
              awslogs-region: !Ref AWS::Region

`;
}

function synthesized(number: number) {
  const metadata = (path: string) => ({ 'aws:cdk:path': `Stack${number}/${path}/Resource` });
  const services = Array.from({ length: SERVICES }, (_, index) => [
    [
      `Service${index}LogGroup4A3B2C1D`,
      {
        Type: 'AWS::Logs::LogGroup',
        Properties: { RetentionInDays: 365 },
        UpdateReplacePolicy: 'Retain',
        DeletionPolicy: 'Retain',
        Metadata: metadata(`Service${index}/LogGroup`),
      },
    ],
    [
      `Service${index}Role5D6E7F80`,
      {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' } },
            ],
            Version: '2012-10-17',
          },
          ManagedPolicyArns: [
            { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/CloudWatchLogsFullAccess']] },
          ],
        },
        Metadata: metadata(`Service${index}/Role`),
      },
    ],
  ]).flat();
  return {
    Resources: {
      Broker: {
        Type: 'AWS::AmazonMQ::Broker',
        Properties: {
          AutoMinorVersionUpgrade: true,
          BrokerName: `events-${number}`,
          DeploymentMode: 'CLUSTER_MULTI_AZ',
          EngineType: 'RABBITMQ',
          EngineVersion: '3.13',
          HostInstanceType: 'mq.m7g.large',
          Logs: { General: true },
          PubliclyAccessible: false,
          Users: [{ Password: '{{resolve:secretsmanager:events:SecretString:password}}', Username: 'admin' }],
        },
        Metadata: metadata('Broker'),
      },
      ...Object.fromEntries(services),
      CDKMetadata: {
        Type: 'AWS::CDK::Metadata',
        Properties: {
          Analytics: 'v2:deflate64:H4sIAAAAAAAA/zPSMzQx1jNQTCwv1k1OydbNyUzSqw4uSUzO1nFOy0ssLU6t1QEAyp5Q4yQAAAA=',
        },
        Metadata: { 'aws:cdk:path': `Stack${number}/CDKMetadata/Default` },
        Condition: 'CDKMetadataAvailable',
      },
    },
    Conditions: {
      CDKMetadataAvailable: {
        'Fn::Or': ['af-south-1', 'ap-east-1', 'eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'].map((region) => ({
          'Fn::Equals': [{ Ref: 'AWS::Region' }, region],
        })),
      },
    },
    Parameters: {
      BootstrapVersion: {
        Type: 'AWS::SSM::Parameter::Value<String>',
        Default: '/cdk-bootstrap/hnb659fds/version',
        Description:
          'Version of the CDK Bootstrap resources in this environment, automatically retrieved from SSM Parameter Store. [cdk:skip]',
      },
    },
    Rules: {
      CheckBootstrapVersion: {
        Assertions: [
          {
            Assert: {
              'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], { Ref: 'BootstrapVersion' }] }],
            },
            AssertDescription:
              "CDK bootstrap stack version 6 required. Please run 'cdk bootstrap' with a recent version of the CDK CLI.",
          },
        ],
      },
    },
  };
}
