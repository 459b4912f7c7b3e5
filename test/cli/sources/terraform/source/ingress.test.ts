// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.
import { finding, rabbit } from './support.ts';

const ID = 'rabbitmq-security-group-sources';
const expectation = (expected: string | RegExp) =>
  typeof expected === 'string' ? expected : expect.stringMatching(expected);
const PASS = 'pass: The security groups let in no wide address range.';

const block = (type: string, name: string, body: string) => `resource "${type}" "${name}" {\n${body}\n}\n`;
const group = (body: string, name = 'mq') => block('aws_security_group', name, body);
const ingress = (source: string, type = 'ingress') =>
  `  ${type} {\n    protocol = "tcp"\n    from_port = 5671\n    to_port = 5671\n    ${source}\n  }`;
const rule = (body: string, to = 'aws_security_group.mq.id') =>
  block(
    'aws_vpc_security_group_ingress_rule',
    'mq',
    `  security_group_id = ${to}\n  ip_protocol = "tcp"\n  from_port = 5671\n  to_port = 5671\n  ${body}`,
  );
const WIDE = 'cidr_blocks = ["0.0.0.0/0"]';
const NARROW = 'cidr_blocks = ["10.0.0.0/16"]';

describe('the groups of a broker', () => {
  it.each<[string, string, string, string | RegExp]>([
    ['without a rule let in nobody', '[aws_security_group.mq.id]', group(''), PASS],
    ['with a narrow range pass', '[aws_security_group.mq.id]', group(ingress(NARROW)), PASS],
    [
      'with a wide range fail',
      '[aws_security_group.mq.id]',
      group(ingress(WIDE)),
      'fail: The security group "aws_security_group.mq" lets in 0.0.0.0/0 on port 5671.',
    ],
    [
      'with rules in a list fail',
      '[aws_security_group.mq.id]',
      group(`  ingress = [{ protocol = "-1", from_port = 0, to_port = 0, ${WIDE} }]`),
      /^fail: /,
    ],
    ['with no rules in a list pass', '[aws_security_group.mq.id]', group('  ingress = []'), PASS],
    [
      'with dynamic rules fail',
      '[aws_security_group.mq.id]',
      group(
        '  dynamic "ingress" {\n    for_each = ["10.0.0.0/8", "0.0.0.0/0"]\n    content {\n      protocol = -1\n      from_port = 0\n      to_port = 0\n      cidr_blocks = [ingress.value]\n    }\n  }',
      ),
      /^fail: /,
    ],
    [
      'with dynamic rules that are open are not known',
      '[aws_security_group.mq.id]',
      group('  dynamic "ingress" {\n    for_each = var.open\n    content {}\n  }'),
      'unknown: ingress of aws_security_group.mq is var.open, which has no default.',
    ],
    [
      'with a range that is open are not known',
      '[aws_security_group.mq.id]',
      group(ingress('cidr_blocks = [aws_vpc.main.cidr_block]')),
      'unknown: cidr_blocks of aws_security_group.mq is [aws_vpc.main.cidr_block], and aws_vpc.main.cidr_block is an attribute of another resource.',
    ],
    [
      'with a wide range beside one that is open fail',
      '[aws_security_group.mq.id]',
      group(ingress('cidr_blocks = [aws_vpc.main.cidr_block, "0.0.0.0/0"]')),
      /^fail: /,
    ],
    [
      'with ranges of a variable fail',
      '[aws_security_group.mq.id]',
      group(ingress('cidr_blocks = var.wide')),
      /^fail: /,
    ],
    [
      'with another port pass',
      '[aws_security_group.mq.id]',
      group(
        '  ingress {\n    protocol = "tcp"\n    from_port = 22\n    to_port = 22\n    cidr_blocks = ["0.0.0.0/0"]\n  }',
      ),
      PASS,
    ],
    [
      'with another group pass',
      '[aws_security_group.mq.id]',
      group(ingress('security_groups = [aws_security_group.app.id]')),
      PASS,
    ],
    [
      'whose changes are ignored are not known',
      '[aws_security_group.mq.id]',
      group(`${ingress(NARROW)}\n  lifecycle {\n    ignore_changes = [ingress]\n  }`),
      /^unknown: ingress of aws_security_group\.mq is in ignore_changes/,
    ],
    [
      'that are named by a local count',
      'local.groups',
      `locals {\n  groups = toset([aws_security_group.mq.id])\n}\n${group(ingress(WIDE))}`,
      /^fail: /,
    ],
    [
      'that are instances count',
      '[aws_security_group.mq["a"].id]',
      group(`  for_each = toset(["a", "b"])\n${ingress(WIDE)}`),
      /^fail: .*aws_security_group\.mq\[\\"a\\"\]/,
    ],
    [
      'of which there may be many count',
      '[aws_security_group.mq[0].id]',
      group(`  count = var.open\n${ingress(WIDE)}`),
      /^fail: /,
    ],
    [
      'that are elsewhere are not known',
      '["sg-1"]',
      '',
      'unknown: The security group sg-1 is not in the Terraform configuration, so its rules are not known.',
    ],
    [
      'that a data source reads are not known',
      '[data.aws_security_group.mq.id]',
      '',
      'unknown: The rules of the security group data.aws_security_group.mq.id are not known.',
    ],
    [
      'that a data source reads are not known beside another, which can fail',
      '[data.aws_security_group.mq.id, aws_security_group.mq.id]',
      group(ingress(WIDE)),
      /^fail: /,
    ],
    [
      'of a splat are not known',
      'aws_security_group.mq[*].id',
      group(''),
      /^unknown: security_groups is aws_security_group\.mq\[\*\]\.id/,
    ],
    ['by name are not known', '[aws_security_group.mq.name]', group(''), /^unknown: /],
    [
      'that are not chosen are the default',
      'null',
      group(''),
      'unknown: security_groups is not set, so Amazon MQ chooses the default group of the VPC.',
    ],
    [
      'that are the default one count',
      '[aws_default_security_group.mq.id]',
      block('aws_default_security_group', 'mq', ingress(WIDE)),
      /^fail: /,
    ],
    [
      'whose groups may change are not known',
      '[aws_security_group.mq.id]\n  lifecycle {\n    ignore_changes = [security_groups]\n  }',
      group(''),
      /^unknown: security_groups is in ignore_changes/,
    ],
    ['with a separate rule pass', '[aws_security_group.mq.id]', group('') + rule('cidr_ipv4 = "10.0.0.0/16"'), PASS],
    ['with a separate rule fail', '[aws_security_group.mq.id]', group('') + rule('cidr_ipv4 = "0.0.0.0/0"'), /^fail: /],
    [
      'with a rule of another group pass',
      '[aws_security_group.mq.id]',
      group('') + group('', 'b') + rule('cidr_ipv4 = "0.0.0.0/0"', 'aws_security_group.b.id'),
      PASS,
    ],
    [
      'with a rule of nobody knows which group are not known',
      '[aws_security_group.mq.id]',
      group('') + rule('cidr_ipv4 = "0.0.0.0/0"', 'module.x.id'),
      /^unknown: It is not known for which/,
    ],
    [
      'with an older rule fail',
      '[aws_security_group.mq.id]',
      group('') +
        block(
          'aws_security_group_rule',
          'mq',
          `  type = "ingress"\n  security_group_id = aws_security_group.mq.id\n  protocol = "all"\n  from_port = 0\n  to_port = 0\n  ${WIDE}`,
        ),
      /^fail: /,
    ],
    [
      'with many rules fail',
      '[aws_security_group.mq.id]',
      group('') + rule('for_each = toset(["10.0.0.0/8", "0.0.0.0/0"])\n  cidr_ipv4 = each.value'),
      /^fail: /,
    ],
  ])('%s', async (_, security_groups, more, expected) => {
    const variables = 'variable "open" {}\nvariable "wide" {\n  default = ["0.0.0.0/0"]\n}\n';
    const found = await finding({ 'main.tf': variables + more + rabbit({ security_groups }) }, ID);
    expect(found).toEqual(expectation(expected));
  });
});

describe('a prefix list', () => {
  const list = (entry: string) => block('aws_ec2_managed_prefix_list', 'office', entry);
  const entry = (cidr: string) => `  entry {\n    cidr = ${cidr}\n  }`;
  const byRule = (more: string) => group('') + rule('prefix_list_id = aws_ec2_managed_prefix_list.office.id') + more;
  const inline = (more: string) => group(ingress('prefix_list_ids = [aws_ec2_managed_prefix_list.office.id]')) + more;
  it.each<[string, string, string | RegExp]>([
    ['of a rule passes', byRule(list(entry('"10.0.0.0/16"'))), PASS],
    ['of a rule fails', byRule(list(entry('"0.0.0.0/0"'))), /^fail: /],
    ['of a block passes', inline(list(entry('"10.0.0.0/16"'))), PASS],
    ['of a block fails', inline(list(entry('"0.0.0.0/0"'))), /^fail: /],
    ['with an open entry is not known', inline(list(entry('var.open'))), /^unknown: /],
    [
      'with a separate entry fails',
      inline(
        list('') +
          block(
            'aws_ec2_managed_prefix_list_entry',
            'x',
            '  prefix_list_id = aws_ec2_managed_prefix_list.office.id\n  cidr = "0.0.0.0/0"',
          ),
      ),
      /^fail: /,
    ],
    [
      'that is elsewhere is not known',
      group(ingress('prefix_list_ids = ["pl-1"]')),
      'unknown: The ranges of the prefix list "pl-1" are not known.',
    ],
    [
      'of a data source is not known',
      group(ingress('prefix_list_ids = [data.aws_ec2_managed_prefix_list.x.id]')),
      /^unknown: prefix_list_ids of /,
    ],
  ])('%s', async (_, more, expected) => {
    const hcl = `variable "open" {}\n${more}${rabbit({ security_groups: '[aws_security_group.mq.id]' })}`;
    expect(await finding({ 'main.tf': hcl }, ID)).toEqual(expectation(expected));
  });
});

describe('the range of a VPC or subnet of the same module', () => {
  const vpc = (range: string) => block('aws_vpc', 'main', `  cidr_block = ${range}`);
  it.each<[string, string, string, string | RegExp]>([
    ['passes', 'cidr_blocks = [aws_vpc.main.cidr_block]', vpc('"10.0.0.0/16"'), PASS],
    ['fails', 'cidr_blocks = [aws_vpc.main.cidr_block]', vpc('"10.0.0.0/7"'), /^fail: .* lets in 10\.0\.0\.0\/7/],
    ['is not known', 'cidr_blocks = [aws_vpc.main.cidr_block]', vpc('var.open'), /^unknown: cidr_blocks of /],
    [
      'of another kind is not known',
      'cidr_blocks = [aws_vpc.main.ipv6_cidr_block]',
      vpc('"10.0.0.0/16"'),
      /^unknown: /,
    ],
    [
      'that each has is not known',
      'cidr_blocks = [aws_vpc.main["a"].cidr_block]',
      vpc('each.value\n  for_each = toset(["a"])'),
      /^unknown: /,
    ],
    [
      'of a subnet passes',
      'cidr_blocks = [aws_subnet.a[0].cidr_block]',
      block('aws_subnet', 'a', '  count = 2\n  cidr_block = "10.0.0.0/24"'),
      PASS,
    ],
  ])('%s', async (_, source, more, expected) => {
    const hcl = `variable "open" {}\n${more}${group(ingress(source))}`;
    const found = await finding({ 'main.tf': hcl + rabbit({ security_groups: '[aws_security_group.mq.id]' }) }, ID);
    expect(found).toEqual(expectation(expected));
  });
});

it('a module gets the group from where it is called, and each has its own', async () => {
  const files = {
    'main.tf': `module "mq" {\n  source = "./mq"\n  groups = [aws_security_group.mq.id]\n}\n${group(ingress(WIDE))}`,
    'mq/main.tf': `variable "groups" {}\n${group('')}${rabbit({ security_groups: 'var.groups' })}`,
  };
  expect(await finding(files, ID)).toMatch(/^fail: .*"aws_security_group\.mq"/);
  const own = {
    ...files,
    'mq/main.tf': `variable "groups" {}\n${group('')}${rabbit({ security_groups: '[aws_security_group.mq.id]' })}`,
  };
  expect(await finding(own, ID)).toBe(PASS);
});

describe('what is not read, and may add rules', () => {
  const REGISTRY = 'terraform-aws-modules/security-group/aws';
  const call = (name: string, source: string, body: string) =>
    `module "${name}" {\n  source = "${source}"\n${body}\n}\n`;
  const more = (body: string) => call('more', REGISTRY, body);
  const MAY = 'unknown: module.more may add rules to aws_security_group.mq.';

  it.each<[string, string, string]>([
    ['a module with the group', more('  security_group_id = aws_security_group.mq.id'), MAY],
    ['a module with the group in an object', more('  groups = { mq = [aws_security_group.mq] }'), MAY],
    [
      'a module with the group by a local',
      `locals {\n  id = aws_security_group.mq.id\n}\n${more('  id = "${local.id}"')}`,
      MAY,
    ],
    ['a module for each', more('  for_each = toset([aws_security_group.mq.id])\n  id = each.value'), MAY],
    ['a module with another group', more('  id = aws_security_group.other.id'), PASS],
    ['a module with a data source', more('  id = data.aws_security_group.mq.id'), PASS],
    [
      'a module with what another one returns',
      `${call('rules', REGISTRY, '  id = aws_security_group.mq.id')}${more('  id = module.rules.id')}`,
      /* The first of the two. */ 'unknown: module.rules may add rules to aws_security_group.mq.',
    ],
    [
      'a stack with the group',
      block('aws_cloudformation_stack', 'more', '  template_body = jsonencode({ GroupId = aws_security_group.mq.id })'),
      'unknown: aws_cloudformation_stack.more may add rules to aws_security_group.mq.',
    ],
    [
      'a provisioner with the group',
      block(
        'null_resource',
        'more',
        '  provisioner "local-exec" {\n    command = "aws ec2 x ${aws_security_group.mq.id}"\n  }',
      ),
      'unknown: null_resource.more may add rules to aws_security_group.mq.',
    ],
    ['a function with the group', block('aws_lambda_function', 'x', '  groups = [aws_security_group.mq.id]'), PASS],
    ['random keepers', block('random_id', 'x', '  keepers = { id = aws_security_group.mq.id }'), PASS],
  ])('%s', async (_, added, expected) => {
    const hcl = `${group('')}${added}${rabbit({ security_groups: '[aws_security_group.mq.id]' })}`;
    expect(await finding({ 'main.tf': hcl }, ID)).toBe(expected);
  });

  it('gets the group from a module that is read', async () => {
    const files = (id: string) => ({
      'main.tf': `${call('mq', './mq', '  other = aws_security_group.other.id')}${more(`  id = ${id}`)}`,
      'mq/main.tf': `variable "other" {}\n${group('')}${rabbit({ security_groups: '[aws_security_group.mq.id]' })}`,
    });
    expect(await finding(files('module.mq.id'), ID)).toBe(
      'unknown: module.more may add rules to module.mq.aws_security_group.mq.',
    );
    expect(await finding(files('aws_security_group.other.id'), ID)).toBe(PASS);
  });

  it('gets the group in a module that is read', async () => {
    const files = {
      'main.tf': `${group('')}${call('inner', './inner', '  for_each = { a = aws_security_group.mq.id }\n  id = each.value')}${rabbit({ security_groups: '[aws_security_group.mq.id]' })}`,
      'inner/main.tf': `variable "id" {}\n${more('  id = var.id')}`,
    };
    expect(await finding(files, ID)).toBe(
      'unknown: module.inner["a"].module.more may add rules to aws_security_group.mq.',
    );
  });
});

describe('a rule of which it is not known whether it is there', () => {
  const ofGroups = rabbit({ security_groups: '[aws_security_group.mq.id]' });
  it.each([
    [
      'by count',
      rule('cidr_ipv4 = "0.0.0.0/0"\n  count = var.open ? 1 : 0'),
      /^unknown: It is not known whether there is /,
    ],
    [
      'by for_each',
      rule('cidr_ipv4 = "0.0.0.0/0"\n  for_each = var.open'),
      /^unknown: It is not known whether there is /,
    ],
    ['but it is for a group', rule('referenced_security_group_id = "sg-1"\n  count = var.open'), PASS],
    ['but it is certain', rule('cidr_ipv4 = "0.0.0.0/0"\n  count = 1'), /^fail: /],
  ] as const)('%s', async (_, more, expected) => {
    const hcl = `variable "open" {}\n${group('')}${more}${ofGroups}`;
    expect(await finding({ 'main.tf': hcl }, ID)).toEqual(expectation(expected));
  });

  it('is one of a module, whose own groups have it', async () => {
    const module = 'module "mq" {\n  source = "./mq"\n  for_each = var.open\n  group = aws_security_group.mq.id\n}\n';
    const root = `variable "open" {}\n${group('')}${module}`;
    const wide = (to: string) => `variable "group" {}\n${rule('cidr_ipv4 = "0.0.0.0/0"', to)}`;
    expect(await finding({ 'main.tf': root + ofGroups, 'mq/main.tf': wide('var.group') }, ID)).toMatch(/^unknown: /);
    const own = wide('aws_security_group.mq.id') + group('') + ofGroups;
    expect(await finding({ 'main.tf': root, 'mq/main.tf': own }, ID)).toMatch(/^fail: /);
  });
});

describe('a rule or an entry with a literal ID', () => {
  const broker = rabbit({ security_groups: '[aws_security_group.mq.id]' });
  const list = block('aws_ec2_managed_prefix_list', 'mq', '  name = "mq"');
  const ofList = group(ingress('prefix_list_ids = [aws_ec2_managed_prefix_list.mq.id]'));
  it.each([
    [
      'may be of the group',
      group('') + rule('cidr_ipv4 = "0.0.0.0/0"', '"sg-1"'),
      /^unknown: It is not known for which/,
    ],
    [
      'may be of the prefix list',
      `${ofList}${list}${block('aws_ec2_managed_prefix_list_entry', 'x', '  prefix_list_id = "pl-1"\n  cidr = "0.0.0.0/0"')}`,
      /^unknown: The ranges of the prefix list /,
    ],
  ] as const)('%s', async (_, more, expected) => {
    expect(await finding({ 'main.tf': more + broker }, ID)).toMatch(expected);
  });
});
