// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.
import { finding, rabbit } from './support.ts';

const ID = 'rabbitmq-literal-password';
const PASS = 'pass: The configuration refers to the password.';
const FAIL = 'fail: A password can be read in the file.';
const READABLE = 'fail: A password can be read in the stack.';
const UNKNOWN = 'unknown: The expression of user.password does not show whether the password is in a file.';
const SECRET = 'data.aws_secretsmanager_secret_version.mq.secret_string';

const user = (password: string) => ({ more: `  user {\n    username = "admin"\n    password = ${password}\n  }\n` });
const variable = (name: string, ...members: readonly string[]) =>
  `variable "${name}" {\n${members.map((member) => `  ${member}\n`).join('')}}\n`;
const sensitive = (name: string) => variable(name, 'sensitive = true');

describe('a password in the configuration', () => {
  it.each<[string, string, string]>([
    ['"correct-horse"', '', FAIL],
    ['"correct-${1}"', '', FAIL],
    ['upper("correct-horse")', '', FAIL],
    ['format("correct-%s", "horse")', '', FAIL],
    ['""', '', UNKNOWN],
    ['null', '', UNKNOWN],
    ['7', '', UNKNOWN],
    ['local.password', 'locals {\n  password = "correct-horse"\n}\n', FAIL],
    ['local.password', `locals {\n  password = ${SECRET}\n}\n`, PASS],
    ['local.mq["password"]', `locals {\n  mq = jsondecode(${SECRET})\n}\n`, PASS],
    ['local.mq.password', `locals {\n  mq = { password = ${SECRET}, user = "admin" }\n}\n`, PASS],
    ['local.mq.user', `locals {\n  mq = { password = ${SECRET}, user = "admin" }\n}\n`, FAIL],
    ['local.a', 'locals {\n  a = local.b\n  b = local.a\n}\n', UNKNOWN],
    ['local.a.b', 'locals {\n  a = local.a.b\n}\n', UNKNOWN],
    ['var.password', sensitive('password'), PASS],
    ['var.password', variable('password', 'ephemeral = true'), PASS],
    ['var.password', variable('password', 'sensitive = true', 'default = null'), PASS],
    ['var.password', variable('password', 'sensitive = true', 'default = ""'), PASS],
    ['var.password', variable('password', 'sensitive = true', 'default = "correct-horse"'), FAIL],
    ['var.password', variable('password'), READABLE],
    ['var.password', variable('password', 'sensitive = false'), READABLE],
    ['var.password', '', UNKNOWN],
    ['var.mq.password', sensitive('mq'), PASS],
    ['var.mq.password', variable('mq', 'sensitive = true', 'default = {}'), UNKNOWN],
    [SECRET, '', PASS],
    [`jsondecode(${SECRET})["password"]`, '', PASS],
    [`jsondecode(${SECRET}).password`, '', PASS],
    [`trimspace(sensitive(${SECRET}))`, '', PASS],
    ['data.aws_ssm_parameter.mq.value', '', PASS],
    ['data.external.mq.result', '', UNKNOWN],
    ['random_password.mq.result', '', PASS],
    ['random_password.mq[0].result', '', PASS],
    ['ephemeral.random_password.mq.result', '', PASS],
    ['terraform_data.mq.output', '', UNKNOWN],
    ['aws_ssm_parameter.mq.value', '', UNKNOWN],
    ['module.secret.password', 'module "secret" {\n  source = "x/secret/aws"\n}\n', UNKNOWN],
    ['"mq-${random_password.mq.result}"', '', PASS],
    ['"mq-${var.password}"', sensitive('password'), PASS],
    ['"mq-${var.password}"', variable('password'), READABLE],
    ['"${var.password}correct-horse"', sensitive('password'), UNKNOWN],
    ['format("%scorrect-horse", var.password)', sensitive('password'), UNKNOWN],
    ['replace(random_password.mq.result, "/[,:=]/", "-")', '', PASS],
    ['replace(random_password.mq.result, "/.+/", "correct-horse")', '', UNKNOWN],
    ['replace(random_password.mq.result, "/./", "hunter2")', '', UNKNOWN],
    ['"correct-horse${substr(random_password.mq.result, 0, 0)}"', '', UNKNOWN],
    ['random_password.mq.keepers.password', '', UNKNOWN],
    ['"mq-${random_password.mq.length}"', '', UNKNOWN],
    ['data.aws_ssm_parameter.mq.name', '', UNKNOWN],
    ['data.aws_secretsmanager_secret_version.mq.arn', '', UNKNOWN],
    ['random_password.mq[*].result[0]', '', PASS],
    ['join("-", ["mq", random_password.mq.result])', '', PASS],
    [`try(${SECRET}, "correct-horse")`, '', UNKNOWN],
    [`try(${SECRET}, random_password.mq.result)`, '', PASS],
    [`coalesce(${SECRET}, "correct-horse")`, '', UNKNOWN],
    [`coalesce("correct-horse", ${SECRET})`, '', FAIL],
    [`lookup(jsondecode(${SECRET}), "password", "correct-horse")`, '', UNKNOWN],
    [`data.aws_ssm_parameter.is_test.value == "x" ? "correct-horse" : ${SECRET}`, '', UNKNOWN],
    [`data.aws_ssm_parameter.is_test.value == "x" ? random_password.mq.result : ${SECRET}`, '', PASS],
    [`true ? "correct-horse" : ${SECRET}`, '', FAIL],
    [`false ? "correct-horse" : ${SECRET}`, '', PASS],
    [`[for each in ["correct-horse"] : each if ${SECRET} == "x"][0]`, '', UNKNOWN],
    [`["correct-horse", ${SECRET}][var.index]`, variable('index'), UNKNOWN],
    ['each.value', '', UNKNOWN],
  ])('%s', async (password, more, expected) => {
    expect(await finding({ 'main.tf': more + rabbit({}, user(password)) }, ID)).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['no users', '', 'pass: The file has no password.'],
    ['a user without a password', '  user {\n    username = "admin"\n  }\n', UNKNOWN],
    [
      'dynamic users',
      '  dynamic "user" {\n    for_each = [1]\n    content {\n      password = "correct-horse"\n    }\n  }\n',
      UNKNOWN,
    ],
    ['a list of users', '  user = [{ username = "admin", password = "correct-horse" }]\n', UNKNOWN],
    ['two users, one with a constant', `${user(SECRET).more}${user('"correct-horse"').more}`, FAIL],
    ['two users, one not known', `${user(SECRET).more}${user('each.value').more}`, UNKNOWN],
    [
      'a constant that is ignored later',
      `${user('"correct-horse"').more}  lifecycle {\n    ignore_changes = [user]\n  }\n`,
      FAIL,
    ],
    ['a password for each', `  for_each = { a = "correct-horse" }\n${user('each.value').more}`, FAIL],
  ])('%s', async (_, more, expected) => {
    expect(await finding({ 'main.tf': rabbit({}, { more }) }, ID)).toBe(expected);
  });

  it('is read where a file has the value of a sensitive variable', async () => {
    const files = { 'main.tf': sensitive('password') + rabbit({}, user('var.password')) };
    const value = 'password = "correct-horse"\n';
    expect(await finding({ ...files, 'terraform.tfvars': value }, ID)).toBe(FAIL);
    expect(await finding({ ...files, 'production.tfvars': value }, ID)).toBe(UNKNOWN);
    expect(await finding({ ...files, 'terragrunt.hcl': '' }, ID)).toBe(UNKNOWN);
  });
});

describe('a secret that is read from where the configuration puts one', () => {
  const stored = (value: string) =>
    `resource "aws_secretsmanager_secret_version" "mq" {\n  secret_id = "mq"\n  secret_string = ${value}\n}\n`;
  const WHY =
    'unknown: The password is read from where secrets are kept, but the configuration itself puts a text there that may be in a file.';
  it.each([
    ['"correct-horse"', WHY],
    ['var.any', WHY],
    ['jsonencode({ password = "correct-horse" })', WHY],
    ['random_password.mq.result', PASS],
    [SECRET, PASS],
  ])('%s', async (value, expected) => {
    expect(await finding({ 'main.tf': stored(value) + rabbit({}, user(SECRET)) }, ID)).toBe(expected);
  });
});

describe('a password that a module gets', () => {
  const read = (call: string, declaration: string, more = '') =>
    finding(
      {
        'main.tf': `module "mq" {\n  source = "./mq"\n${call}}\n${more}`,
        'mq/main.tf': declaration + rabbit({}, user('var.password')),
      },
      ID,
    );
  it.each<[string, string, string, string, string]>([
    ['is a constant', '  password = "correct-horse"\n', sensitive('password'), '', FAIL],
    ['is a secret', `  password = ${SECRET}\n`, variable('password'), '', PASS],
    ['is a sensitive variable', '  password = var.mq\n', variable('password'), sensitive('mq'), PASS],
    ['is any variable', '  password = var.mq\n', sensitive('password'), variable('mq'), READABLE],
    ['is a default', '', variable('password', 'default = "correct-horse"'), '', FAIL],
    ['is not given', '', sensitive('password'), '', UNKNOWN],
  ])('%s', async (_, call, declaration, more, expected) => {
    expect(await read(call, declaration, more)).toBe(expected);
  });
});
