import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import { DescribeSecurityGroupsCommand, EC2Client, paginateGetManagedPrefixListEntries } from '@aws-sdk/client-ec2';
import type { IngressReads } from '../../checks/ingress-look-up.ts';
import { listAll } from './pages.ts';

const PAGE_SIZE = 100;

/** Reads from EC2 in one account and region. */
export function createEc2Reads(configuration: EC2ClientConfig): IngressReads {
  const client = new EC2Client(configuration);
  return {
    async securityGroup(id) {
      const { SecurityGroups } = await client.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
      const group = SecurityGroups?.find(({ GroupId }) => GroupId === id);
      if (group === undefined) throw new Error('the response does not have the security group');
      return { ...group };
    },

    async prefixListEntries(id) {
      const pages = paginateGetManagedPrefixListEntries({ client, pageSize: PAGE_SIZE }, { PrefixListId: id });
      return await listAll(pages, ({ Entries }) => Entries?.map((entry) => ({ ...entry })));
    },
  };
}
