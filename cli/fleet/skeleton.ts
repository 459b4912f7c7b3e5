import { stringify } from 'yaml';
import { docsUrl } from '../../checks/guide.ts';
import { hasForm } from '../plan/forms.ts';
import { enumerate } from '../text/enumerate.ts';
import { NETWORK_SCHEMA_URL } from './network-schema.ts';
import type { FleetRow } from './row.ts';

const HEAD = `# yaml-language-server: $schema=${NETWORK_SCHEMA_URL}
# Where the new brokers go: ${docsUrl('fleet', 'the-network-map')}
# The first entry that matches an old broker counts. Remove the # of what you fill in. This shows a VPC and its subnets:
#   aws ec2 describe-subnets --subnet-ids <old subnet> --query 'Subnets[].[VpcId, AvailabilityZone]'
#   aws ec2 describe-subnets --filters Name=vpc-id,Values=<VPC> --query 'Subnets[].[SubnetId, AvailabilityZone, MapPublicIpOnLaunch]'
networks:
`;

const TO_FILL_IN = `    # vpcId: vpc-…
    # subnetIds: [subnet-…, subnet-…, subnet-…]
    # securityGroups: [sg-…]
    # Or sources, for which the plan creates a security group:
    # clientSources: [sg-…, pl-…, 10.0.0.0/16]
    # administratorSources: [10.0.0.0/16]
`;

/** A network map to fill in: an entry for each account, region and group of subnets that brokers share. */
export function renderSkeleton(rows: readonly FleetRow[]): string {
  const entries = groupsOf(rows).map(({ account, region, needs, subnets }) => {
    const matchers = {
      ...(account === undefined ? {} : { account }),
      ...(region === undefined ? {} : { region }),
      ...(subnets.length > 0 ? { oldSubnetIds: subnets } : {}),
    };
    const isAny = Object.keys(matchers).length === 0;
    const comment = `  # Old brokers, and what their new ones need:\n${needs.map((text) => `  #   ${text}\n`).join('')}`;
    const yaml = stringify([isAny ? {} : matchers], {
      lineWidth: 0,
      defaultStringType: 'QUOTE_DOUBLE',
      defaultKeyType: 'PLAIN',
    });
    return `${comment}${yaml.replaceAll(/^(?=.)/gm, '  ')}${TO_FILL_IN}`;
  });
  return `${HEAD}${entries.length > 0 ? entries.join('') : '  []\n'}`;
}

interface Group {
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** What each broker needs. */
  readonly needs: readonly string[];
  readonly subnets: string[];
}

/** Only names that are plain: a comment must end where its line ends. */
function needsText({ name = '', networkNeeds }: FleetRow): string {
  return `${/^[\w.~-]+$/.test(name) ? name : 'a broker without a plain name'}: ${enumerate(networkNeeds)}`;
}

function groupsOf(rows: readonly FleetRow[]): readonly Group[] {
  const groups: Group[] = [];
  for (const row of rows) {
    const { account, region, broker } = row;
    const subnets = broker?.planned?.properties.subnetIds?.filter((id) => hasForm(id, 'subnetId')) ?? [];
    const isSame = (group: Group) => group.account === account && group.region === region;
    const shares = (group: Group) =>
      group.subnets.length + subnets.length === 0 || group.subnets.some((id) => subnets.includes(id));
    // A broker can join groups that were apart so far.
    const joined = groups.filter((group) => isSame(group) && shares(group));
    const rest = groups.filter((group) => !joined.includes(group));
    groups.splice(0, groups.length, ...rest, {
      account,
      region,
      needs: [...joined.flatMap(({ needs }) => needs), needsText(row)],
      subnets: [...new Set([...joined.flatMap((group) => group.subnets), ...subnets])].sort(),
    });
  }
  const keyOf = ({ account = '', region = '', subnets }: Group) => `${account}/${region}/${subnets[0] ?? ''}`;
  return groups.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
