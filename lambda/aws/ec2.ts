import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import { DescribeSecurityGroupsCommand, EC2Client, paginateGetManagedPrefixListEntries } from '@aws-sdk/client-ec2';
import type { IngressRule } from '../../checks/ingress.ts';
import { fromPrefixListEntries, fromSecurityGroup } from '../../checks/ingress.ts';
import type { Call } from './call.ts';
import { pages } from './call.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html */
const PAGE_SIZE = 100;

/** The reads of Amazon EC2 in an account. Each throws as the methods of `AwsAccount` do. */
export interface Ec2 {
  /** The inbound rules of a security group, whose prefix lists are not expanded. */
  rulesOf(call: Call, groupId: string, signal: AbortSignal): Promise<readonly IngressRule[]>;
  /** The ranges of a prefix list, page by page. */
  rangesOf(call: Call, listId: string, signal: AbortSignal): AsyncIterable<readonly string[]>;
}

export function createEc2(config: EC2ClientConfig): Ec2 {
  const client = new EC2Client(config);
  return {
    rulesOf: (call, groupId, signal) =>
      call(
        'DescribeSecurityGroups',
        () => client.send(new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }), { abortSignal: signal }),
        ({ SecurityGroups }) => fromSecurityGroup(SecurityGroups?.find(({ GroupId }) => GroupId === groupId)),
      ),

    rangesOf: (call, listId, signal) =>
      pages(
        call,
        'GetManagedPrefixListEntries',
        paginateGetManagedPrefixListEntries(
          { client, pageSize: PAGE_SIZE },
          { PrefixListId: listId },
          { abortSignal: signal },
        ),
        ({ Entries }) => fromPrefixListEntries(Entries),
      ),
  };
}
