import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { HOSTILE, temporaryFolder } from '../support.ts';
import { described, SUBNETS } from './described.ts';
import { readTags } from './hcl-reader.ts';
import { readInBash } from './script-reader.ts';
import { FORMATS, plan } from './support.ts';

const folder = temporaryFolder();

const TEXTS = [
  '"; rm -rf /; echo "',
  "'; touch pwned; echo '",
  '$(touch pwned)',
  '`touch pwned`',
  `\${file("/etc/passwd")}`,
  `$\${file("/etc/passwd")}`,
  `$$\${x} %{ if true }x%{ endif }`,
  '%%{ for x in [] }',
  'a\nb\r\nc\n}\nresource "null" "x" {}',
  'line\u2028separator',
  'JSON\nEOF\n',
  '\\',
  '\\"',
  '\\u0024{x}',
  '\b\f\u0001\u007f',
  '*/ # // <!-- ``` -->',
  '! &a *b %TAG : - ?',
  'no',
  '0x1F',
  '22:22:22',
  '~',
  'null',
  '2026-01-01',
  ' leading',
  'trailing ',
  '',
  '__proto__',
  'file:///etc/passwd',
  `${HOSTILE}`,
  'größe 😀',
];

const TAGS = Object.fromEntries(TEXTS.map((text, index) => [`key ${index} ${text}`, text]));
const BROKER = described({
  BrokerId: 'none',
  BrokerArn: undefined,
  SubnetIds: SUBNETS,
  Tags: { ...TAGS, '{{resolve:ssm:/x}}': 'a', plain: '{{resolve:secretsmanager:x}}' },
});

// What a format cannot carry: text before the tags of the broker ends with its own.
const CARRIED = { ...TAGS, '{{resolve:ssm:/x}}': 'a', plain: '{{resolve:secretsmanager:x}}' };

describe('tags of any text', () => {
  test('stay what they are in Terraform, where nothing in them is evaluated', async () => {
    const { status, stdout } = await plan(BROKER, '--format', 'terraform');
    expect(status).toBe(0);
    const tags = readTags(stdout.replaceAll('\\U000e0001', '\\udb40\\udc01'));
    expect(tags).toEqual(CARRIED);
    expect(stdout.match(/^resource /gm)).toHaveLength(4);
  });

  test('stay what they are in a script, which runs none of them', async () => {
    const { status, stdout } = await plan(BROKER);
    expect(status).toBe(0);
    const stub =
      'aws() { cat >/dev/null; [[ $2 == describe-subnets ]] && printf "%s\\tvpc-1\\n" 1 2 3; [[ $1 == mq ]] || return 0; while (($#)); do if [[ $1 == --tags ]]; then printf %s "$2" >&3; fi; shift; done; }\n';
    const cwd = folder.path('.');
    const output = execFileSync('bash', ['-c', `exec 3>&1\n${stub}${stdout}`], {
      cwd,
      env: { PATH: process.env.PATH, AWS_DEFAULT_REGION: 'eu-west-1' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(JSON.parse(output.slice(0, output.lastIndexOf('}') + 1))).toEqual(CARRIED);
    expect(() => readFileSync(folder.path('pwned'))).toThrow('ENOENT');
  });

  test('stay what they are in CloudFormation, but for dynamic references, which are left out', async () => {
    const { status, stdout, stderr } = await plan(BROKER, '--format', 'cloudformation');
    expect(status).toBe(0);
    for (const version of ['1.1', '1.2'] as const) {
      const { Tags } = parse(stdout, { version }).Resources.Broker.Properties;
      const tags = Object.fromEntries(Tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]));
      expect(tags).toEqual(TAGS);
    }
    expect(stderr).toContain('2 tags are left out: CloudFormation would read them as dynamic references.');
    expect(stdout.match(/\{\{resolve:/g)).toHaveLength(1);
  });
});

describe.each(TEXTS)('%j as whatever else is text', (text) => {
  const everywhere = described({
    BrokerName: text === '' ? 'orders' : text,
    BrokerArn: `arn:aws:mq:${text}:111122223333:broker:${text}:${text}`,
    BrokerId: text === '' ? 'x' : text,
    BrokerState: text,
    MaintenanceWindowStartTime: { DayOfWeek: text, TimeOfDay: text, TimeZone: text },
    AuthenticationStrategy: text,
    PendingEngineVersion: text,
    PendingHostInstanceType: text,
    SubnetIds: [text],
    SecurityGroups: [text],
    Configurations: { Current: { Id: text, Revision: 1 } },
  });

  it.each(FORMATS)('is nowhere in a plan with --format %s', async (format) => {
    const runbook = folder.path('runbook.md');
    const { status, stdout } = await plan(everywhere, '--format', format, '--runbook', runbook);
    expect(status).toBe(0);
    const inert = text.trim();
    // Of what could do something, nothing may come through.
    if (/[^\w -]/.test(inert) && inert.length > 2) expect(stdout).not.toContain(inert);
    if (format === 'cli') readInBash(stdout);
    const blocks = [...readFileSync(runbook, 'utf8').matchAll(/^```bash\n(.*?)^```$/gms)].map(([, code = '']) => code);
    for (const code of blocks) {
      readInBash(code);
      if (/[^\w /~:-]/.test(inert) && inert.length > 2) expect(code).not.toContain(inert);
    }
  });
});
