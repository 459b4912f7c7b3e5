import { schemaUrl } from '../../checks/guide.ts';
import { PATTERNS } from '../../checks/read-exemption.ts';
import type { Schema } from '../configuration/schema.ts';
import { FORMS } from '../plan/forms.ts';

/** Where new brokers go: an entry of `networks`. All that it says of old brokers must be true of one. */
export interface Network {
  readonly account?: string;
  readonly region?: string;
  /** The old broker is in one of these. */
  readonly oldSubnetIds?: readonly string[];
  /** Of the new broker, as the options of `plan` have it. */
  readonly vpcId?: string;
  readonly subnetIds?: readonly string[];
  readonly securityGroups?: readonly string[];
  readonly clientSources?: readonly string[];
  readonly administratorSources?: readonly string[];
  readonly kmsKeyId?: string;
}

/** The content of a network map, if it matches {@link NETWORK_SCHEMA}. */
export interface NetworkFile {
  readonly networks?: readonly Network[];
}

function ids(form: 'subnetId' | 'securityGroupId', what: string, description: string, minItems = 1): Schema {
  const [prefix] = FORMS[form].split('-');
  return {
    title: minItems === 1 ? `a list of IDs of ${what}` : `a list of the IDs of at least ${minItems} ${what}`,
    description,
    type: ['array'],
    items: { title: `an ID such as ${prefix}-0123456789abcdef0`, type: ['string'], pattern: `^${FORMS[form]}$` },
    minItems,
    uniqueItems: true,
  };
}

const OCTET = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';

// Exact, but for the addresses of IPv6.
const SOURCE = `^(${FORMS.securityGroupId}|${FORMS.prefixListId}|(${OCTET}\\.){3}${OCTET}/([1-9]|[12]\\d|3[0-2])|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*/[1-9]\\d{0,2})$`;

function sources(description: string): Schema {
  return {
    title: 'a list of security groups, prefix lists and CIDR blocks',
    description: `${description} The plan creates a security group for them.`,
    type: ['array'],
    items: {
      title:
        'a security group, a prefix list or a CIDR block such as 10.0.0.0/16, and no /0 block, which lets everyone in',
      type: ['string'],
      pattern: SOURCE,
    },
    minItems: 1,
    uniqueItems: true,
  };
}

const NETWORK: Schema = {
  title: 'an object that says where new brokers go',
  type: ['object'],
  properties: {
    account: {
      title: 'an account ID: 12 digits in quotes',
      description: 'Only for brokers in this account.',
      type: ['string'],
      pattern: PATTERNS.account,
    },
    region: {
      title: 'an AWS Region',
      description: 'Only for brokers in this region.',
      type: ['string'],
      pattern: PATTERNS.region,
    },
    oldSubnetIds: ids('subnetId', 'subnets', 'Only for old brokers that are in one of these subnets.'),
    vpcId: {
      title: 'an ID such as vpc-0123456789abcdef0',
      description: 'The VPC of subnetIds, which only CloudFormation needs.',
      type: ['string'],
      pattern: `^${FORMS.vpcId}$`,
    },
    subnetIds: ids(
      'subnetId',
      'subnets',
      'Private subnets of the new brokers, in three Availability Zones: in two only where the region offers no more.',
      2,
    ),
    securityGroups: ids('securityGroupId', 'security groups', 'Security groups of the new brokers.'),
    clientSources: sources('What clients connect from.'),
    administratorSources: sources('What administrators connect from.'),
    kmsKeyId: {
      title: 'the ARN of a KMS key',
      description: 'The KMS key of the new brokers.',
      type: ['string'],
      pattern: `^${FORMS.keyArn}$`,
    },
  },
  additionalProperties: false,
};

/** What a network map may contain. Its JSON Schema is published for editors. */
export const NETWORK_SCHEMA: Schema = {
  title: 'an object with networks',
  type: ['object', 'null'],
  properties: {
    networks: {
      title: 'a list of networks',
      description: 'Where new brokers go. For each old broker, the first entry that matches counts.',
      type: ['array'],
      items: NETWORK,
    },
  },
  additionalProperties: false,
};

/** The URL of the published schema. */
export const NETWORK_SCHEMA_URL = schemaUrl('network');

/** The schema as it is published. */
export function renderNetworkSchema(): string {
  const document = { $schema: 'http://json-schema.org/draft-07/schema#', $id: NETWORK_SCHEMA_URL, ...NETWORK_SCHEMA };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
