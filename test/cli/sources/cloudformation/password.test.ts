// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMATS } from '../../../../cli/report/formats/index.ts';
import { evaluate } from '../../../../cli/report/results.ts';
import { CONFIGURED_CHECKS } from '../../../support/checks.ts';
import { run, temporaryFolder } from '../../support.ts';
import type { Json } from './support.ts';
import { BEST, readTemplate, stackOf, templateOf, toJson, toYaml } from './support.ts';
import type { Around } from './verdict-table.ts';
import { either, judgeBest, NO_VALUE, ref, table } from './verdict-table.ts';

const ID = 'rabbitmq-literal-password';
const PASSWORD = 'correcthorsebattery';

const LITERAL = /^A password can be read in the file\.$/;
const READABLE = /^A password can be read in the stack\.$/;
const REFERENCE = /^The configuration refers to the password\.$/;
const NONE = /^The file has no password\.$/;
const UNKNOWN = /^The template does not tell where the password is from\.$/;

function users(...passwords: readonly unknown[]): Json {
  return { Users: passwords.map((Password) => ({ Username: 'admin', Password })) };
}

/** A template in which the parameter `Mine` is declared so. */
function mine(declaration: Json): Around {
  return { Parameters: { Mine: { Type: 'String', ...declaration } } };
}

function resource(Type: string, Properties: unknown): Around {
  return { Resources: { Mine: { Type, Properties } } };
}

const sub = (text: string) => ({ 'Fn::Sub': text });
const joined = (...parts: readonly unknown[]) => ({ 'Fn::Join': ['', parts] });
const SECRET = '{{resolve:secretsmanager:broker:SecretString:password}}';

describe('a text', () => {
  table(ID, [
    ['fails', users(PASSWORD), 'fail', LITERAL],
    ['fails if it is a number', users(123456789012), 'fail', LITERAL],
    ['fails if it is joined', users(joined('correct', 'horse', ref('AWS::Region'))), 'fail', LITERAL],
    ['fails if it is in a function', users(sub('correct${!x}horse')), 'fail', LITERAL],
    ['fails if it is in a variable', users({ 'Fn::Sub': ['${Word}', { Word: PASSWORD }] }), 'fail', LITERAL],
    [
      'fails if it is in a mapping',
      users({ 'Fn::FindInMap': ['A', 'b', 'c'] }),
      'fail',
      LITERAL,
      { Mappings: { A: { b: { c: PASSWORD } } } },
    ],
    ['fails if it is encoded', users({ 'Fn::Base64': PASSWORD }), 'fail', LITERAL],
    ['fails in any branch', users(either(SECRET, PASSWORD)), 'fail', LITERAL],
    ['fails in a list that may be', { Users: either([], users(PASSWORD).Users) }, 'fail', LITERAL],
    ['fails in a user that may be', { Users: [either({ Password: PASSWORD }, NO_VALUE)] }, 'fail', LITERAL],
    ['passes in a branch that cannot be', users({ 'Fn::If': ['Never', PASSWORD, SECRET] }), 'pass', REFERENCE],
    ['fails beside one that passes', users(SECRET, PASSWORD), 'fail', LITERAL],
    ['fails beside one that is unknown', users({ 'Fn::Transform': {} }, PASSWORD), 'fail', LITERAL],
  ]);

  it('fails without quotes, whatever YAML makes of it', () => {
    const text = toYaml(templateOf({ ...BEST, ...users('x') })).replace('Password: "x"', 'Password: 1_000.10');
    const checks = CONFIGURED_CHECKS.filter(({ id }) => id === ID);
    const { readings } = readTemplate(text, { parameters: {} });
    expect(readings.flatMap((reading) => evaluate('-', reading, checks))).toMatchObject([{ verdict: 'fail' }]);
  });
});

describe('a dynamic reference', () => {
  table(ID, [
    ['to a secret passes', users(SECRET), 'pass', REFERENCE],
    ['to a secure parameter passes', users('{{resolve:ssm-secure:broker:1}}'), 'pass', REFERENCE],
    ['to a parameter passes', users('{{resolve:ssm:broker}}'), 'pass', REFERENCE],
    ['to nothing that is known is unknown', users('{{resolve:file:broker}}'), 'unknown', UNKNOWN],
    [
      'to a secret of the template passes',
      users(sub('{{resolve:secretsmanager:${Mine}:SecretString:password}}')),
      'pass',
      REFERENCE,
      resource('AWS::SecretsManager::Secret', { GenerateSecretString: {} }),
    ],
    [
      'as the CDK writes it passes',
      users(joined('{{resolve:secretsmanager:', ref('Mine'), ':SecretString:password::}}')),
      'pass',
      REFERENCE,
      resource('AWS::SecretsManager::Secret', { GenerateSecretString: {} }),
    ],
    [
      'to a secret that the template tells fails',
      users(sub('{{resolve:secretsmanager:${Mine}}}')),
      'fail',
      LITERAL,
      resource('AWS::SecretsManager::Secret', { SecretString: PASSWORD }),
    ],
    [
      'to a secret that a parameter tells passes',
      users(sub('{{resolve:secretsmanager:${Mine}}}')),
      'pass',
      REFERENCE,
      resource('AWS::SecretsManager::Secret', { SecretString: ref('Password') }),
    ],
    [
      'to a secret of which nothing is known is unknown',
      users(sub('{{resolve:secretsmanager:${Mine}}}')),
      'unknown',
      UNKNOWN,
      resource('AWS::SecretsManager::Secret', { 'Fn::Transform': {} }),
    ],
    [
      'to a secret that is made of itself is unknown',
      users(sub('{{resolve:secretsmanager:${Mine}}}')),
      'unknown',
      UNKNOWN,
      resource('AWS::SecretsManager::Secret', { SecretString: sub('{{resolve:secretsmanager:${Mine}}}') }),
    ],
  ]);
});

describe('a text beside what is not one', () => {
  table(ID, [
    ['is unknown beside a dynamic reference', users(`correct${SECRET}`), 'unknown', UNKNOWN],
    ['is unknown beside a parameter with NoEcho', users(sub('correct${Password}')), 'unknown', UNKNOWN],
    ['is unknown beside what is joined', users(joined('correct', ref('Password'))), 'unknown', UNKNOWN],
    ['is unknown before what a change set does not know', users('correct{{changeSet:X}}'), 'unknown', UNKNOWN],
    ['that is empty passes', users(joined('', SECRET, '')), 'pass', REFERENCE],
    ['passes if it is a reference too', users(joined(SECRET, ref('Password'))), 'pass', REFERENCE],
    ['that is all there is, is no password', users(''), 'pass', NONE],
  ]);
});

describe('a secret of the template', () => {
  const ofMine = users(sub('{{resolve:secretsmanager:${Mine}:SecretString:password}}'));
  const byName = users('{{resolve:secretsmanager:orders:SecretString:password}}');
  const secret = (properties: unknown) => resource('AWS::SecretsManager::Secret', properties);
  const generated = (GenerateSecretString: unknown) => secret({ GenerateSecretString });
  const json = (password: string) => `{"username":"admin","password":"${password}","host":"\${Group.GroupId}"}`;
  const beside = (Properties: Json, more: Json): Around => ({
    Resources: { Mine: { Type: 'AWS::SecretsManager::Secret', Properties }, ...more },
  });
  const attachment = { Type: 'AWS::SecretsManager::SecretTargetAttachment', Properties: { SecretId: ref('Mine') } };
  const ofAttachment = users(sub('{{resolve:secretsmanager:${Attached}:SecretString:password}}'));
  table(ID, [
    ['fails with a text beside another member', ofMine, 'fail', LITERAL, secret({ SecretString: sub(json(PASSWORD)) })],
    [
      'fails with a joined text beside another member',
      ofMine,
      'fail',
      LITERAL,
      secret({ SecretString: joined(`{"password":"${PASSWORD}","host":"`, ref('Group'), '"}') }),
    ],
    [
      'passes with a parameter in its member',
      ofMine,
      'pass',
      REFERENCE,
      secret({ SecretString: sub(json('${Password}')) }),
    ],
    [
      'is unknown with a text in its member',
      ofMine,
      'unknown',
      UNKNOWN,
      secret({ SecretString: sub(json('x${Password}')) }),
    ],
    ['is unknown without the member', ofMine, 'unknown', UNKNOWN, secret({ SecretString: sub('{"x":"${Password}"}') })],
    ['is unknown without JSON', ofMine, 'unknown', UNKNOWN, secret({ SecretString: sub('password=${Password}') })],
    ['fails as a literal without the member', ofMine, 'fail', LITERAL, secret({ SecretString: '{"x":"y"}' })],
    ['passes if all of it is a parameter', ofMine, 'pass', REFERENCE, secret({ SecretString: ref('Password') })],
    ['passes if all of it is generated', ofMine, 'pass', REFERENCE, generated({})],
    ['passes if nothing is in it', ofMine, 'pass', REFERENCE, secret({})],
    [
      'passes if its member is generated',
      ofMine,
      'pass',
      REFERENCE,
      generated({ SecretStringTemplate: '{"username":"admin"}', GenerateStringKey: 'password' }),
    ],
    [
      'fails if its member is beside a generated one',
      ofMine,
      'fail',
      LITERAL,
      generated({ SecretStringTemplate: `{"password":"${PASSWORD}"}`, GenerateStringKey: 'other' }),
    ],
    [
      'is unknown if all of it is read, of which a part is generated',
      users(sub('{{resolve:secretsmanager:${Mine}}}')),
      'unknown',
      UNKNOWN,
      generated({ SecretStringTemplate: '{"username":"admin"}', GenerateStringKey: 'password' }),
    ],
    [
      'is unknown if the generated member is not known',
      ofMine,
      'unknown',
      UNKNOWN,
      generated({ SecretStringTemplate: '{}', GenerateStringKey: ref('One') }),
    ],
    ['is unknown if a macro makes it', ofMine, 'unknown', UNKNOWN, generated({ 'Fn::Transform': { Name: 'x' } })],
    ['fails by its name', byName, 'fail', LITERAL, secret({ Name: 'orders', SecretString: PASSWORD })],
    [
      'fails by its ARN',
      users('{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-a1B2c3}}'),
      'fail',
      LITERAL,
      secret({ Name: 'orders', SecretString: PASSWORD }),
    ],
    [
      'fails by its name in a parameter',
      users(sub('{{resolve:secretsmanager:${Version}}}')),
      'fail',
      LITERAL,
      secret({ Name: '3.13', SecretString: PASSWORD }),
    ],
    ['passes by another name', byName, 'pass', REFERENCE, secret({ Name: 'payments', SecretString: PASSWORD })],
    [
      'is unknown by a name that may be its',
      byName,
      'unknown',
      UNKNOWN,
      secret({ Name: ref('One'), SecretString: PASSWORD }),
    ],
    [
      'passes by a name that may be its if it is generated',
      users(sub('{{resolve:secretsmanager:${AWS::StackName}/orders:SecretString:password}}')),
      'pass',
      REFERENCE,
      secret({ Name: sub('${AWS::StackName}/orders'), GenerateSecretString: {} }),
    ],
    [
      'fails as a parameter by its name',
      users('{{resolve:ssm:/orders:1}}'),
      'fail',
      LITERAL,
      resource('AWS::SSM::Parameter', { Name: '/orders', Value: PASSWORD }),
    ],
    [
      'fails by its attachment',
      ofAttachment,
      'fail',
      LITERAL,
      beside({ SecretString: PASSWORD }, { Attached: attachment }),
    ],
    ['passes by its attachment', ofAttachment, 'pass', REFERENCE, beside({}, { Attached: attachment })],
    ['passes as an export', users(sub('{{resolve:secretsmanager:${One}}}')), 'pass', REFERENCE],
    [
      'is unknown if a custom resource makes it',
      users(sub('{{resolve:secretsmanager:${Mine.Arn}}}')),
      'unknown',
      UNKNOWN,
      resource('Custom::Secret', { Value: PASSWORD }),
    ],
  ]);

  it('takes no longer if each names the next three times', () => {
    const name = (at: number) => `{{resolve:secretsmanager:s${at}}}`;
    const next = (at: number) => ({ SecretString: name(at + 1).repeat(3), Name: `s${at}` });
    const Resources = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`S${at}`, { Type: 'AWS::SecretsManager::Secret', Properties: next(at) }]),
    );
    expect(judgeBest(ID, users(name(0)), { Resources })).toMatchObject({ verdict: 'pass' });
  });
});

describe('a parameter', () => {
  table(ID, [
    ['with NoEcho passes', users(ref('Mine')), 'pass', REFERENCE, mine({ NoEcho: true })],
    ['with NoEcho as text passes', users(sub('${Mine}')), 'pass', REFERENCE, mine({ NoEcho: 'True' })],
    ['with NoEcho and a default fails', users(ref('Mine')), 'fail', LITERAL, mine({ NoEcho: true, Default: PASSWORD })],
    [
      'with NoEcho and a dynamic reference passes',
      users(ref('Mine')),
      'pass',
      REFERENCE,
      mine({ NoEcho: true, Default: SECRET }),
    ],
    ['with a NoEcho that is not known is unknown', users(ref('Mine')), 'unknown', UNKNOWN, mine({ NoEcho: 'y' })],
    ['without NoEcho fails', users(ref('Mine')), 'fail', READABLE, mine({})],
    [
      'with NoEcho and an empty default passes',
      users(ref('Mine')),
      'pass',
      REFERENCE,
      mine({ NoEcho: true, Default: '' }),
    ],
    ['without NoEcho and with an empty default fails', users(ref('Mine')), 'fail', READABLE, mine({ Default: '' })],
    [
      'whose values the template lists fails',
      users(ref('Mine')),
      'fail',
      LITERAL,
      mine({ NoEcho: true, AllowedValues: [PASSWORD] }),
    ],
    ['without NoEcho fails beside a text', users(sub('correct${Mine}')), 'fail', READABLE, mine({})],
    ['without NoEcho and with a default fails', users(ref('Mine')), 'fail', LITERAL, mine({ Default: PASSWORD })],
    ['whose default is a dynamic reference passes', users(ref('Mine')), 'pass', REFERENCE, mine({ Default: SECRET })],
    [
      'that names a parameter of Systems Manager passes with NoEcho',
      users(ref('Mine')),
      'pass',
      REFERENCE,
      mine({ Type: 'AWS::SSM::Parameter::Value<String>', NoEcho: true, Default: '/broker' }),
    ],
    [
      'that names a parameter of Systems Manager fails without NoEcho',
      users(ref('Mine')),
      'fail',
      READABLE,
      mine({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/broker' }),
    ],
    ['that is not there is unknown', users(ref('Nothing')), 'unknown', UNKNOWN],
  ]);

  it.each([
    ['with NoEcho passes', { NoEcho: true }, 'pass'],
    ['without NoEcho fails', {}, 'fail'],
  ])('%s if it has a value', (_, declaration, verdict) => {
    const template = toJson(stackOf({ ...BEST, ...users(ref('Mine')) }, {}, mine(declaration)));
    const { readings } = readTemplate(template, { parameters: { Mine: PASSWORD } });
    const checks = CONFIGURED_CHECKS.filter(({ id }) => id === ID);
    expect(readings.flatMap((reading) => evaluate('-', reading, checks))).toMatchObject([{ verdict }]);
  });
});

describe('another value', () => {
  table(ID, [
    [
      'of a custom resource is unknown',
      users({ 'Fn::GetAtt': ['Mine', 'Password'] }),
      'unknown',
      UNKNOWN,
      resource('Custom::Password', {}),
    ],
    [
      'of a resource that the template may name is unknown',
      users(ref('Mine')),
      'unknown',
      UNKNOWN,
      resource('AWS::SNS::Topic', { TopicName: PASSWORD }),
    ],
    [
      'of a secret without a dynamic reference is unknown',
      users(ref('Mine')),
      'unknown',
      UNKNOWN,
      resource('AWS::SecretsManager::Secret', { GenerateSecretString: {} }),
    ],
    ['of another stack is unknown', users({ 'Fn::ImportValue': 'password' }), 'unknown', UNKNOWN],
    [
      'of a parameter of the template that tells it fails',
      users({ 'Fn::GetAtt': 'Mine.Value' }),
      'fail',
      LITERAL,
      resource('AWS::SSM::Parameter', { Value: PASSWORD }),
    ],
    [
      'of a nested stack is unknown',
      users({ 'Fn::GetAtt': ['Mine', 'Outputs.Password'] }),
      'unknown',
      UNKNOWN,
      resource('AWS::CloudFormation::Stack', {}),
    ],
    ['of nothing is unknown', users({ 'Fn::GetAtt': ['Nothing', 'Password'] }), 'unknown', UNKNOWN],
    ['of a macro is unknown', users({ 'Fn::Transform': { Name: 'x' } }), 'unknown', UNKNOWN],
    ['of a function that nobody knows is unknown', users({ 'Fn::Nothing': PASSWORD }), 'unknown', UNKNOWN],
    ['of a malformed function is unknown', users({ 'Fn::Join': PASSWORD }), 'unknown', UNKNOWN],
    ['that is a list is unknown', users([PASSWORD]), 'unknown', UNKNOWN],
    ['that is null is unknown', users(null), 'unknown', UNKNOWN],
    ['that a change set does not know is unknown', users('{{changeSet:KNOWN_AFTER_APPLY}}'), 'unknown', UNKNOWN],
    [
      'of a secret that a change set does not know passes',
      users('{{resolve:secretsmanager:{{changeSet:KNOWN_AFTER_APPLY}}:SecretString:password}}'),
      'pass',
      REFERENCE,
    ],
    ['with a character for private use is unknown', users(sub('\u{E000}${Password}')), 'unknown', UNKNOWN],
    ['that is hidden is unknown', users('****'), 'unknown', UNKNOWN],
  ]);
});

describe('the users', () => {
  table(ID, [
    ['pass if there are none', { Users: undefined }, 'pass', NONE],
    ['pass if the list is empty', { Users: [] }, 'pass', NONE],
    ['pass if none has a password', { Users: [{ Username: 'admin' }, NO_VALUE] }, 'pass', NONE],
    ['are unknown if a password has another name', { Users: [{ password: PASSWORD }] }, 'unknown', UNKNOWN],
    ['are unknown if the list is a parameter', { Users: ref('One') }, 'unknown', UNKNOWN],
    ['are unknown if one comes from a macro', { Users: [{ 'Fn::Transform': { Name: 'x' } }] }, 'unknown', UNKNOWN],
    [
      'are unknown if a macro changes one',
      { Users: [{ Password: SECRET, 'Fn::Transform': { Name: 'x' } }] },
      'unknown',
      UNKNOWN,
    ],
    ['are unknown if they are no list', { Users: { Password: SECRET } }, 'unknown', UNKNOWN],
  ]);
});

describe('a nested stack', () => {
  const folder = temporaryFolder();

  it.each([
    ['fails if its parent has the password', PASSWORD, {}, 'fail'],
    ['passes if its parent has a parameter with NoEcho', ref('Password'), {}, 'pass'],
    ['passes if its parent has a dynamic reference', SECRET, {}, 'pass'],
    ['is unknown if its parent has what nobody knows', { 'Fn::Transform': {} }, {}, 'unknown'],
    ['fails without NoEcho', ref('Password'), { NoEcho: false }, 'fail'],
  ])('%s', async (name, Given, differences, verdict) => {
    const place = folder.path(name.replaceAll(' ', '-'));
    mkdirSync(place);
    const parameters = { Mine: { Type: 'String', NoEcho: true, ...differences } };
    writeFileSync(
      join(place, 'inner.json'),
      toJson(templateOf({ ...BEST, ...users(ref('Mine')) }, { Parameters: parameters })),
    );
    const Properties = { TemplateURL: 'inner.json', Parameters: { Mine: Given } };
    const outer = {
      Parameters: { Password: { Type: 'String', NoEcho: true } },
      Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties } },
    };
    writeFileSync(join(place, 'outer.json'), toJson(outer));
    const { stdout } = await run(['evaluate', '--checks', ID, '--format', 'json', join(place, 'outer.json')]);
    expect(JSON.parse(stdout).results).toMatchObject([{ address: 'Nested/Broker', verdict }]);
    expect(stdout).not.toContain(PASSWORD);
  });
});

describe('the password is in no output', () => {
  const inner = { ...BEST, ...users(PASSWORD) };
  const ids = CONFIGURED_CHECKS.filter(({ id }) => id !== 'rabbitmq-tags').map(({ id }) => id);

  it.each([
    ['of a broker', inner, {}],
    ['of a broker in a condition', either(inner, { ...inner, DeploymentMode: 'SINGLE_INSTANCE' }), {}],
    ['of a broker with a macro', { ...inner, 'Fn::Transform': { Name: 'x', Parameters: { Password: PASSWORD } } }, {}],
    ['of a macro that makes the broker', { 'Fn::Transform': { Name: 'x', Parameters: { Secret: PASSWORD } } }, {}],
    [
      'of users in a condition',
      either(
        { Users: { 'Fn::Split': [',', PASSWORD] } },
        { 'Fn::Transform': { Name: 'x', Parameters: { y: PASSWORD } } },
      ),
      {},
    ],
    ['of users that are no list', { ...BEST, Users: { Password: PASSWORD } }, {}],
    ['of a function that is wrong', { ...BEST, ...users({ 'Fn::Join': [PASSWORD] }) }, {}],
    ['of a reference that is wrong', { ...BEST, ...users(ref(PASSWORD)) }, {}],
    [
      'of a parameter that is not allowed',
      { ...BEST, ...users(ref('Password')) },
      { Password: { Type: 'String', Default: PASSWORD, AllowedValues: ['x'] } },
    ],
  ])('%s', async (_, properties, Parameters) => {
    const template = toYaml(stackOf(properties, {}, { Parameters }));
    for (const format of Object.keys(FORMATS)) {
      const { stdout, stderr, summary } = await run(
        ['evaluate', '--verbose', '--checks', ids.join(','), '--format', format, '-'],
        { stdin: [template] },
      );
      expect(stdout).not.toBe('');
      expect(`${stdout}${stderr}${summary}`).not.toContain(PASSWORD);
    }
  });
});

it('a password that YAML takes for an alias is in no message', async () => {
  const text = toYaml(templateOf({ ...BEST, ...users('x') })).replace('Password: "x"', `Password: *${PASSWORD}`);
  const { stdout, stderr } = await run(['evaluate', '--format', 'json', '-'], { stdin: [text] });
  expect(JSON.parse(stdout).problems).toEqual([
    { source: '-', message: expect.stringMatching(/^has an alias of nothing \(line \d+\)\. Put a text that begins/) },
  ]);
  expect(`${stdout}${stderr}`).not.toContain(PASSWORD);
});
