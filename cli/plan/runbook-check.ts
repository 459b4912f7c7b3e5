import { quote } from 'shlex';
import type { Step } from './markdown.ts';
import { code, commands } from './markdown.ts';
import { AMQP_PORT, CONSOLE_PORTS } from './replacement.ts';
import type { RunbookFacts } from './runbook-facts.ts';
import { shellCommand } from './shell.ts';

/** The step that finds out what would stop the creation of the new broker, or the clients in front of it. */
export function checkStep(facts: RunbookFacts): Step {
  const { hostInstanceType, engineVersion } = facts.replacement;
  return {
    title: 'Check the quota, the instance type and the network',
    parts: [
      // https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html
      'Until you delete the old broker, the region has one broker more. Amazon MQ allows 200 in a region, unless your account has another quota. The first command counts them. ' +
        `Regions differ in what they offer: the second response must list ${code(engineVersion)} as a version and ${code('CLUSTER_MULTI_AZ')} as a deployment mode.`,
      commands(
        // With text as output, the AWS CLI would count each page.
        "aws mq list-brokers --query 'length(BrokerSummaries)' --output json",
        shellCommand('aws mq describe-broker-instance-options', [
          '--engine-type RABBITMQ',
          `--host-instance-type ${quote(hostInstanceType)}`,
          `--query 'BrokerInstanceOptions[].[SupportedEngineVersions,SupportedDeploymentModes]'`,
        ]),
      ),
      ...subnets(facts),
      ...securityGroups(facts),
    ],
    undo: 'this step changes nothing. If something is not as it must be, plan again: `--engine-version`, `--host-instance-type`, `--subnet-ids` or `--security-groups`.',
  };
}

function subnets({ replacement: { subnetIds } }: RunbookFacts): readonly string[] {
  return [
    'Three subnets must be in three Availability Zones of one VPC, and have free addresses. You cannot change the subnets of a broker later.',
    commands(
      ...(subnetIds ? [] : ['# Fill in the subnets of the new broker.']),
      shellCommand('aws ec2 describe-subnets', [
        `--subnet-ids ${(subnetIds ?? ['subnet-…', 'subnet-…', 'subnet-…']).map(quote).join(' ')}`,
        "--query 'Subnets[].[SubnetId,AvailabilityZone,VpcId,AvailableIpAddressCount]'",
        '--output text',
      ]),
    ),
  ];
}

function securityGroups({ replacement }: RunbookFacts): readonly string[] {
  if (!replacement.securityGroups) return [];
  return [
    `The new broker gets existing security groups. They must let clients in on port ${AMQP_PORT}, and this host and administrators on ${CONSOLE_PORTS.join(' and ')}. ` +
      'Remove a rule for `0.0.0.0/0` or `::/0`: it lets in everybody who reaches the VPC.',
    commands(
      `aws ec2 describe-security-groups --group-ids ${replacement.securityGroups.map(quote).join(' ')} --output json |`,
      `  jq -r '.SecurityGroups[] | .GroupId as $group | .IpPermissions[] | [$group, "ports \\(.FromPort // "all")-\\(.ToPort // "all")",`,
      "    .IpRanges[].CidrIp, .Ipv6Ranges[].CidrIpv6, .PrefixListIds[].PrefixListId, .UserIdGroupPairs[].GroupId] | @tsv'",
    ),
  ];
}
