// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.
import fc from 'fast-check';
import { evaluate } from '../../../../../cli/report/results.ts';
import { CONFIGURED_CHECKS } from '../../../../support/checks.ts';
import { folderOf } from '../../folders-support.ts';
import { readPaths } from './support.ts';

/** The lines of a broker that passes all checks, each by the fact that it has. */
const GOOD = {
  deployment_mode: '  deployment_mode = "CLUSTER_MULTI_AZ"',
  publicly_accessible: '  publicly_accessible = false',
  logs: '  logs {\n    general = true\n  }',
  subnet_ids: '  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]',
  engine_version: '  engine_version = "4.2"',
  host_instance_type: '  host_instance_type = "mq.m7g.large"',
  security_groups: '  security_groups = [aws_security_group.mq.id]',
  encryption_options: '  encryption_options {\n    use_aws_owned_key = false\n    kms_key_id = aws_kms_key.mq.arn\n  }',
  tags: '  tags = { team = "a", stage = "test" }',
  user: '  user {\n    username = "admin"\n    password = random_password.mq.result\n  }',
};
type Name = keyof typeof GOOD;
const GROUP = `resource "aws_security_group" "mq" {
  ingress {
    protocol = "tcp"
    from_port = 5671
    to_port = 5671
    cidr_blocks = ["10.0.0.0/16"]
  }
}
`;

const CHECK_OF: Readonly<Record<Name, string>> = {
  deployment_mode: 'rabbitmq-cluster-deployment',
  publicly_accessible: 'rabbitmq-no-public-access',
  logs: 'rabbitmq-general-logging',
  subnet_ids: 'rabbitmq-cluster-subnets',
  engine_version: 'rabbitmq-engine-version',
  host_instance_type: 'rabbitmq-instance-type',
  security_groups: 'rabbitmq-security-group-sources',
  encryption_options: 'rabbitmq-customer-key',
  tags: 'rabbitmq-tags',
  user: 'rabbitmq-literal-password',
};

async function verdictsOf(lines: readonly string[], group = GROUP): Promise<Readonly<Record<string, string>>> {
  const hcl = `variable "open" {}\n${group}resource "aws_mq_broker" "orders" {\n  engine_type = "RabbitMQ"\n${lines.join('\n')}\n}\n`;
  const folder = folderOf({ 'main.tf': hcl });
  const { readings, problems } = await readPaths([folder], folder);
  expect(problems).toEqual([]);
  const results = readings.flatMap((reading) => evaluate('-', reading, CONFIGURED_CHECKS));
  return Object.fromEntries(results.map(({ check, verdict }) => [check, verdict]));
}

it('a broker whose facts are all there passes all checks', async () => {
  const verdicts = await verdictsOf(Object.values(GOOD));
  expect(verdicts).toEqual(Object.fromEntries(CONFIGURED_CHECKS.map(({ id }) => [id, 'pass'])));
});

/** Expressions that prove nothing, whatever is asked. */
const open = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'var.open',
      'var.open.x',
      'data.external.x.result',
      'module.x.y',
      'local.missing',
      'each.value',
      'null_resource.x.id',
    ),
    tie('tree').map((inner) => `lower(${inner})`),
    tie('tree').map((inner) => `"\${${inner}}"`),
    tie('tree').map((inner) => `try(${inner}, random_password.mq.result, "10.0.0.0/16")`),
    tie('tree').map((inner) => `(${inner} ? ${inner} : aws_security_group.mq.id)`),
    tie('tree').map((inner) => `[${inner}][0]`),
    tie('tree').map((inner) => `{ a = ${inner} }.a`),
  ),
})).tree;

const spoilt: Readonly<Record<Name, (value: string) => string>> = {
  deployment_mode: (value) => `  deployment_mode = ${value}`,
  publicly_accessible: (value) => `  publicly_accessible = ${value}`,
  logs: (value) => `  logs {\n    general = ${value}\n  }`,
  subnet_ids: (value) => `  subnet_ids = ${value}`,
  engine_version: (value) => `  engine_version = ${value}`,
  host_instance_type: (value) => `  host_instance_type = ${value}`,
  security_groups: (value) => `  security_groups = [aws_security_group.mq.id, ${value}]`,
  encryption_options: (value) =>
    `  encryption_options {\n    use_aws_owned_key = false\n    kms_key_id = ${value}\n  }`,
  tags: (value) => `  tags = { team = "a", stage = ${value} }`,
  user: (value) => `  user {\n    username = "admin"\n    password = ${value}\n  }`,
};

it('a fact that an open expression decides never passes its check, and spoils no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...(Object.keys(GOOD) as Name[])), open, async (name, value) => {
      const verdicts = await verdictsOf(Object.values({ ...GOOD, [name]: spoilt[name](value) }));
      expect(verdicts[CHECK_OF[name]]).toMatch(name === 'user' ? /^(unknown|fail)$/ : /^unknown$/);
      const others = Object.entries(CHECK_OF).filter(([other]) => other !== name);
      const isApart = name !== 'deployment_mode' && name !== 'publicly_accessible';
      if (isApart) expect(others.map(([, check]) => verdicts[check])).toEqual(others.map(() => 'pass'));
    }),
    { numRuns: 300 },
  );
});

it('a rule that an open expression decides never passes', async () => {
  const parts = fc.constantFrom('"tcp"', '5671', '["10.0.0.0/16"]');
  await fc.assert(
    fc.asyncProperty(parts, open, async (part, value) => {
      const group = GROUP.replace(part, part.startsWith('[') ? `["10.0.0.0/16", ${value}]` : value);
      const verdicts = await verdictsOf(Object.values(GOOD), group);
      expect(verdicts['rabbitmq-security-group-sources']).toBe('unknown');
    }),
    { numRuns: 100 },
  );
});
