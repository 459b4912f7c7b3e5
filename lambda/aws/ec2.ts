import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import { DescribeSecurityGroupsCommand, EC2Client, paginateGetManagedPrefixListEntries } from '@aws-sdk/client-ec2';
import { fromPrefixListEntries, fromSecurityGroup, rulesOfGroups } from '../../checks/ingress.ts';
import { createIngressLookUp } from '../../checks/ingress-look-up.ts';
import type { AwsAccount } from '../ports.ts';
import { RefusedError } from '../ports.ts';
import type { Call } from './call.ts';
import { pages } from './call.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html */
const PAGE_SIZE = 100;

/** Makes what an account reads from Amazon EC2 in one invocation. */
export type Ec2 = (call: Call) => AwsAccount['ingressRules'];

export function createEc2(config: EC2ClientConfig): Ec2 {
  const client = new EC2Client(config);
  return (call) => {
    const reads = {
      securityGroup: (id: string, abortSignal: AbortSignal) =>
        call(
          'DescribeSecurityGroups',
          () => client.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }), { abortSignal }),
          ({ SecurityGroups }) => {
            const group = SecurityGroups?.find(({ GroupId }) => GroupId === id);
            return fromSecurityGroup(group) && { ...group };
          },
        ),

      async prefixListEntries(id: string, abortSignal: AbortSignal) {
        const input = { PrefixListId: id };
        const lists = paginateGetManagedPrefixListEntries({ client, pageSize: PAGE_SIZE }, input, { abortSignal });
        const found = pages(
          call,
          'GetManagedPrefixListEntries',
          lists,
          ({ Entries }) => fromPrefixListEntries(Entries) && Entries,
        );
        const entries: Readonly<Record<string, unknown>>[] = [];
        for await (const page of found) entries.push(...page.map((entry) => ({ ...entry })));
        return entries;
      },
    };
    const lookUp = createIngressLookUp(reads, codeOfRefusal);
    return async (ids, signal) => rulesOfGroups(ids, await lookUp(ids, signal));
  };
}

/** @throws the error, if it is transient */
function codeOfRefusal(error: unknown): string {
  if (error instanceof RefusedError) return error.code;
  throw error;
}
