import { closeSync, openSync, writeSync } from 'node:fs';
import { broker, rabbit } from '../test/cli/sources/terraform/support.ts';

type Json = Readonly<Record<string, unknown>>;

/** One in this many resources is a broker. */
export const BROKER_EVERY = 100;

const PROVIDER = 'registry.terraform.io/hashicorp/aws';

/**
 * Writes a plan as `terraform show -json` prints it, with some 11 KB for each resource: what it is now, what it becomes,
 * and how it is configured. The brokers are new and pass.
 */
export function writePlan(path: string, resources: number): void {
  const file = openSync(path, 'w');
  const write = (text: string) => writeSync(file, text);
  const list = (textOf: (number: number) => string) => {
    for (let from = 0; from < resources; from += 1000) {
      const numbers = Array.from({ length: Math.min(1000, resources - from) }, (_, index) => from + index);
      const texts = numbers.map(textOf).filter((text) => text !== '');
      write(`${from === 0 ? '' : ','}${texts.join(',')}`);
    }
  };
  write('{"format_version":"1.2","terraform_version":"1.13.4","planned_values":{"root_module":{"resources":[');
  list((number) => JSON.stringify(resourceOf(number)));
  write(']}},"resource_changes":[');
  list((number) => JSON.stringify(changeOf(number)));
  write('],"prior_state":{"format_version":"1.0","terraform_version":"1.13.4","values":{"root_module":{"resources":[');
  list((number) => (isBroker(number) ? '' : JSON.stringify(resourceOf(number))));
  write(']}}},"configuration":{"provider_config":{"aws":{"name":"aws","full_name":"');
  write(`${PROVIDER}"}},"root_module":{"resources":[`);
  list((number) => JSON.stringify(configurationOf(number)));
  write(']}},"applyable":true,"complete":true,"errored":false}');
  closeSync(file);
}

function isBroker(number: number): boolean {
  return number % BROKER_EVERY === 0;
}

function resourceOf(number: number) {
  if (isBroker(number)) {
    const name = `broker_${number}`;
    return broker(rabbit({ broker_name: name }), `aws_mq_broker.${name}`, { name });
  }
  const name = `host_${number}`;
  return {
    address: `aws_instance.${name}`,
    mode: 'managed',
    type: 'aws_instance',
    name,
    provider_name: PROVIDER,
    schema_version: 1,
    values: valuesOf(number),
    sensitive_values: { root_block_device: [{ tags: {} }], tags: {}, tags_all: {} },
  };
}

function changeOf(number: number): Json {
  const { values: after, sensitive_values: sensitive, schema_version, ...resource } = resourceOf(number);
  const change = isBroker(number)
    ? { actions: ['create'], before: null, after, after_unknown: { arn: true, id: true }, before_sensitive: false }
    : { actions: ['no-op'], before: after, after, after_unknown: {}, before_sensitive: sensitive };
  return { ...resource, change: { ...change, after_sensitive: sensitive } };
}

function configurationOf(number: number): Json {
  const { address, mode, type, name } = resourceOf(number);
  const expressions = isBroker(number)
    ? { broker_name: { constant_value: name }, user: [{ password: { references: ['var.password'] } }] }
    : {
        ami: { references: ['data.aws_ami.host.id', 'data.aws_ami.host'] },
        instance_type: { constant_value: 'm5.large' },
      };
  return { address, mode, type, name, provider_config_key: 'aws', expressions, schema_version: 1 };
}

function valuesOf(number: number): Json {
  const tags = { Name: `host-${number}`, team: 'web', 'cost-centre': '4711', environment: 'production' };
  return {
    ami: 'ami-0123456789abcdef0',
    arn: `arn:aws:ec2:eu-west-1:111122223333:instance/i-${number}`,
    associate_public_ip_address: false,
    availability_zone: 'eu-west-1a',
    capacity_reservation_specification: [{ capacity_reservation_preference: 'open', capacity_reservation_target: [] }],
    cpu_options: [{ amd_sev_snp: '', core_count: 1, threads_per_core: 2 }],
    credit_specification: [],
    disable_api_termination: false,
    ebs_block_device: [],
    ebs_optimized: true,
    enclave_options: [{ enabled: false }],
    id: `i-${number}`,
    instance_type: 'm5.large',
    ipv6_addresses: [],
    metadata_options: [{ http_endpoint: 'enabled', http_put_response_hop_limit: 1, http_tokens: 'required' }],
    primary_network_interface_id: `eni-${number}`,
    private_dns: 'ip-10-0-0-1.eu-west-1.compute.internal',
    private_ip: '10.0.0.1',
    root_block_device: [
      { device_name: '/dev/xvda', encrypted: true, iops: 3000, tags, volume_size: 30, volume_type: 'gp3' },
    ],
    security_groups: ['default', 'web'],
    subnet_id: `subnet-${number % 9}`,
    tags,
    tags_all: tags,
    user_data: USER_DATA,
    vpc_security_group_ids: ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'],
  };
}

const USER_DATA = '#!/bin/sh\nset -e\nyum install -y amazon-cloudwatch-agent\nsystemctl enable --now web\n'.repeat(14);
