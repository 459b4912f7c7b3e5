import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { annotate } from '../../checks/annotation.ts';
import type { Broker } from '../../checks/broker.ts';
import { readBroker } from '../../checks/broker.ts';
import type { Check } from '../../checks/check.ts';
import type { Outcome } from '../../checks/evaluation.ts';
import { evaluateBroker, foldResults } from '../../checks/evaluation.ts';
import { guideUrl } from '../../checks/guide.ts';
import { CHECKS } from '../../checks/registry.ts';
import { AMQP_PORT, CONSOLE_PORTS } from '../../cli/plan/replacement.ts';
import {
  defaultLimits,
  LIMIT_KEYS,
  maximumLimits,
  PAGE_OF_DEFAULTS,
  PAGE_OF_MAXIMA,
} from '../../cli/rabbitmq/limits.ts';
import { renderChecksReference } from '../../scripts/render-docs.ts';
import { run } from '../cli/support.ts';
import type { Facts } from '../support/cases.ts';
import { casesOf, GOOD } from '../support/cases.ts';
import { CONFIGURED_CHECKS, configured, THREE_CHECKS } from '../support/checks.ts';
import { readMarkdown } from './markdown.ts';
import { GUIDE, partsOfSamples, sampleOf } from './support.ts';

const PATH = 'docs/remediation.md';
const [ANNOTATIONS = []] = GUIDE.tables;
/** What an annotation begins or ends with, and where that leads. */
const WORDINGS = ANNOTATIONS.map(
  ([annotation = '', section = '']) => [readMarkdown(annotation).code.join(''), section] as const,
);

/** RabbitMQ brokers with every combination of what the checks read. */
function* allBrokers(): Generator<Broker> {
  const booleans = [undefined, false, true];
  for (const deploymentMode of [undefined, 'SINGLE_INSTANCE', 'ACTIVE_STANDBY_MULTI_AZ', 'CLUSTER_MULTI_AZ', 'NEW']) {
    for (const publiclyAccessible of booleans) {
      for (const generalLogging of booleans) {
        for (const pendingGeneralLogging of booleans) {
          yield { engineType: 'RABBITMQ', deploymentMode, publiclyAccessible, generalLogging, pendingGeneralLogging };
        }
      }
    }
  }
}

interface Annotated {
  readonly outcome: Outcome;
  readonly annotation: string;
}

/** All that the code says of brokers, for some checks together. */
function annotations(checks: readonly Check[], brokers = [...allBrokers()]): readonly Annotated[] {
  return brokers.map((broker) => {
    const outcome = foldResults(evaluateBroker(broker, checks));
    // The link to the guide, which ends those that have room for it, is no wording.
    return { outcome, annotation: annotate(outcome).replace(/ https:\S+$/, '') };
  });
}

function brokerWith(facts: Facts): Broker {
  return readBroker({}, { engineType: 'RABBITMQ', ...facts }, 'the source');
}

const OF_ONE = [
  ...THREE_CHECKS.flatMap((check) => annotations([check])),
  ...CHECKS.flatMap((check) =>
    casesOf(check.id).rows.flatMap(([, facts, , , given]) =>
      annotations([configured(check, given)], [brokerWith(facts)]),
    ),
  ),
];
const IN_PLACE = annotations(CONFIGURED_CHECKS, [brokerWith({ ...GOOD, generalLogging: false, tags: {} })]);
const PRODUCED = [...OF_ONE, ...annotations(THREE_CHECKS), ...IN_PLACE];

function matches(wording: string, annotation: string): boolean {
  if (wording.startsWith('… ')) return annotation.endsWith(wording.slice(2));
  if (wording.endsWith(' …')) return annotation.startsWith(wording.slice(0, -1));
  return annotation === wording;
}

/** The heading of the second level under which an anchor is. */
function sectionOf(anchor: string): string | undefined {
  const index = GUIDE.headings.findIndex((heading) => heading.anchor === anchor);
  return GUIDE.headings.slice(0, index + 1).findLast(({ level }) => level === 2)?.text;
}

/** The fragment of the link in a cell. */
function linkIn(cell: string): string {
  return readMarkdown(cell).links[0]?.target ?? '';
}

describe('the table of annotations', () => {
  it.each(WORDINGS.map(([wording]) => wording))('the code says: %s', (wording) => {
    expect(PRODUCED.some(({ annotation }) => matches(wording, annotation))).toBe(true);
  });

  it('has all of those that are bad', () => {
    const bad = PRODUCED.filter(({ outcome }) => ['fail', 'unknown'].includes(outcome.verdict));
    const missing = bad.filter(({ annotation }) => !WORDINGS.some(([wording]) => matches(wording, annotation)));
    expect(bad.length).toBeGreaterThan(0);
    expect(missing.map(({ annotation }) => annotation)).toEqual([]);
  });

  it('leads to the section of the check', () => {
    for (const { outcome, annotation } of OF_ONE.filter(({ outcome: { verdict } }) => verdict === 'fail')) {
      const [, cell = ''] = WORDINGS.find(([wording]) => matches(wording, annotation)) ?? [];
      expect([annotation, sectionOf(linkIn(cell).slice(1))]).toEqual([annotation, outcome.results[0]?.check.id]);
    }
  });
});

describe('each check', () => {
  it.each(CHECKS)('$id heads a section', ({ id }) => {
    expect(GUIDE.headings).toContainEqual({ level: 2, text: id, anchor: id });
  });

  it('is listed with its section, by the command line and in docs/checks.md', async () => {
    const listed = (await run(['checks'])).stdout;
    const reference = readMarkdown(renderChecksReference(CHECKS));
    for (const { id } of CHECKS) {
      expect(listed).toContain(`Guide:     ${guideUrl({ id })}\n`);
      expect(reference.links).toContainEqual({ text: 'remediation', target: `${basename(PATH)}#${id}` });
    }
  });
});

it('no link of the guide is overlooked', () => {
  const inText = readFileSync(PATH, 'utf8').match(/\]\(/g) ?? [];
  expect(GUIDE.links).toHaveLength(inText.length);
});

describe('what runs this program', () => {
  const texts = [...GUIDE.code, ...GUIDE.blocks.filter(({ language }) => language === 'sh').map(({ text }) => text)];
  const commands = texts.flatMap((text) =>
    [...text.matchAll(/rabbitmq-conformance ([a-z]+)([^\n|]*)/g)].map(
      ([, name = '', rest = '']) => [name, rest.trim()] as const,
    ),
  );

  it.each([...new Map(commands.map((command) => [command.join(' '), command])).values()])(
    '%s %s',
    async (name, rest) => {
      const { status, stdout: help } = await run([name, '--help']);
      expect({ status, usage: help.split('\n', 1)[0] }).toEqual({
        status: 0,
        usage: expect.stringContaining(`rabbitmq-conformance ${name} `),
      });
      for (const [, option = '', value = ''] of rest.matchAll(/(--[a-z-]+) ?([^\s-]\S*)?/g)) {
        const [described] = new RegExp(` ${option}[ \\n][^]*?(?=\\n {2}-|\\n\\n)`).exec(help) ?? [];
        expect([option, described]).toEqual([option, expect.any(String)]);
        const [, choices] = /\(choices: ([^)]+)\)/.exec(described?.replaceAll(/\s+/g, ' ') ?? '') ?? [];
        if (choices !== undefined) expect(choices).toContain(`"${value}"`);
      }
    },
  );

  it('has each of the commands that help', () => {
    expect(new Set(commands.map(([name]) => name))).toEqual(new Set(['evaluate', 'scan', 'plan', 'definitions']));
  });
});

describe('the limits of RabbitMQ 4', () => {
  const size = {
    engineVersion: { major: 4, minor: 2 },
    hostInstanceType: 'mq.m7g.large',
    deploymentMode: 'CLUSTER_MULTI_AZ',
  } as const;
  const written = (value = Number.NaN) => value.toLocaleString('en-US');

  it('are those that the commands judge by', () => {
    const table = GUIDE.tables.find((rows) => rows.some(([, key]) => key === '`connection_max`')) ?? [];
    const [defaults, maxima] = [defaultLimits(size), maximumLimits(size)];
    expect(table.map(([, ...cells]) => cells).toSorted()).toEqual(
      LIMIT_KEYS.map((key) => [`\`${key}\``, written(defaults?.[key]), written(maxima?.[key])]).toSorted(),
    );
  });

  it('have the source that the commands name', () => {
    const targets = GUIDE.links.map(({ target }) => target);
    expect(targets).toEqual(expect.arrayContaining([PAGE_OF_DEFAULTS, PAGE_OF_MAXIMA]));
  });
});

/** The rows of the tables that say what to set with which tool, a setting each. */
const SETTINGS = GUIDE.tables.flat().flatMap(([way = '', cell = '']) => {
  if (!['AWS CLI', 'CloudFormation', 'CDK', 'Terraform'].includes(way)) return [];
  return readMarkdown(cell).code.map((setting) => [way as 'CloudFormation' | 'CDK' | 'Terraform', setting] as const);
});

describe('all samples', () => {
  it('are of a language that is tested', () => {
    expect(new Set(GUIDE.blocks.map(({ language }) => language))).toEqual(new Set(['sh', 'yaml', 'ts', 'hcl']));
  });

  it.each(GUIDE.blocks)(
    'the one in line $line asks for no audit log and lets nobody in who is not named',
    ({ text }) => {
      expect(text).not.toMatch(/audit/i);
      expect(text).not.toMatch(/\b0\.0\.0\.0|::\/0|anyIpv/i);
      expect(text).not.toMatch(/password['"]?\s*[:=]\s*['"](?!\{\{resolve:|%s)\w/i);
    },
  );

  it.each(partsOfSamples())('the one in line $line is part of the whole one', ({ language, text }) => {
    const unindented = (code: string) => code.split('\n').map((line) => line.trim());
    const whole = unindented(sampleOf(language as 'yaml' | 'ts' | 'hcl').text).join('\n');
    expect(whole).toContain(unindented(text).join('\n').trim());
  });

  it.each(SETTINGS)('have what is to be set with %s: %s', (way, setting) => {
    const inOneLine = (code: string) => code.replaceAll(/\s+/g, ' ');
    const create = GUIDE.blocks.find(({ text }) => text.includes('aws mq create-broker'))?.text ?? '';
    const language = ({ CloudFormation: 'yaml', CDK: 'ts', Terraform: 'hcl' } as const)[way];
    expect(inOneLine(language ? sampleOf(language).text : create)).toContain(setting);
  });

  it.each(['yaml', 'ts', 'hcl'] as const)(
    'the whole one of %s opens the ports of AMQP and the console, and nothing else',
    (language) => {
      const { text } = sampleOf(language);
      const [, list = ''] = text.match(/for_each\s*= toset\((.*?)\)/) ?? [];
      const ports = [
        ...text.matchAll(/(?:FromPort|ToPort|from_port|to_port)\s*[:=]\s*(\d+)|Port\.tcp\((\d+)\)/g),
        ...list.matchAll(/(\d+)/g),
      ].map(([, port, ofCdk]) => Number(port ?? ofCdk));
      expect(new Set(ports)).toEqual(new Set([AMQP_PORT, ...CONSOLE_PORTS]));
    },
  );
});
