import { authorize } from '../aws/authorization.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { unknownOperation } from '../aws/common-errors.ts';
import type { Network, SecurityGroup } from '../aws/network.ts';
import { paginate } from '../aws/pages.ts';
import type { Place } from '../aws/place.ts';
import type { Session, Simulation } from '../aws/simulation.ts';
import { networkIn } from '../aws/simulation.ts';

/** Answers a call to Amazon EC2, if the caller may make it. @throws AwsError as the service would */
export function ec2(simulation: Simulation, call: Call, place: Place, session: Session): unknown {
  const network = networkIn(simulation, place);
  const resource = ec2Resource(simulation, call, place);
  authorize(simulation, session, { action: `ec2:${call.operation}`, resource });
  return answerEc2(network, call);
}

/**
 * The ARN that a policy has to allow a call for. A prefix list of AWS belongs to the account `aws`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
function ec2Resource(simulation: Simulation, { operation, input }: Call, place: Place): string {
  if (operation !== 'GetManagedPrefixListEntries') return '*';
  const list = networkIn(simulation, place).prefixLists.get(String(input.PrefixListId));
  const owner = list?.isOfAws ? 'aws' : place.accountId;
  return `arn:${simulation.state.partition}:ec2:${place.region}:${owner}:prefix-list/${input.PrefixListId}`;
}

/** What a call results in, for whoever may make it. @throws AwsError as the service would */
export function answerEc2(network: Network, call: Call): unknown {
  switch (call.operation) {
    case 'DescribeSecurityGroups':
      return describeSecurityGroups(network, call.input);
    case 'GetManagedPrefixListEntries':
      return getManagedPrefixListEntries(network, call.input);
    default:
      throw unknownOperation(call);
  }
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
function describeSecurityGroups({ securityGroups }: Network, { GroupId, ...others }: Call['input']): unknown {
  refuseOthers(others);
  const ids = GroupId === undefined ? [...securityGroups.keys()] : (GroupId as readonly string[]);
  const securityGroupInfo = ids.map((id) => {
    const group = securityGroups.get(id);
    if (!group) throw new AwsError(400, 'InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    return describe(group);
  });
  return { securityGroupInfo };
}

/** Lists without elements are on the wire, too. */
function describe({ groupId, ipPermissions }: SecurityGroup) {
  const none = { groups: [], ipRanges: [], ipv6Ranges: [], prefixListIds: [] };
  return {
    ...{ groupId, groupName: groupId, groupDescription: 'A security group' },
    ipPermissions: ipPermissions.map((permission) => ({ ...none, ...permission })),
    ipPermissionsEgress: [],
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html */
function getManagedPrefixListEntries({ prefixLists }: Network, input: Call['input']): unknown {
  const { PrefixListId, MaxResults, NextToken, ...others } = input;
  refuseOthers(others);
  const list = prefixLists.get(String(PrefixListId));
  if (!list) {
    throw new AwsError(400, 'InvalidPrefixListID.NotFound', `The prefix list ID '${PrefixListId}' does not exist`);
  }
  const codes = { size: 'InvalidParameterValue', token: 'InvalidNextToken' };
  const { page, token } = paginate(list.cidrs, NextToken, Number(MaxResults ?? 100), 100, codes);
  return { entrySet: page.map((cidr) => ({ cidr })), nextToken: token };
}

function refuseOthers(others: object): void {
  const [name] = Object.keys(others);
  if (name === undefined) return;
  throw new AwsError(400, 'InvalidParameterValue', `The simulator does not support the parameter ${name}.`);
}
