import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import { describeParameters } from '../../organization-report/describe-parameters.ts';
import type { OrganizationReport } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';
import { Name } from './name.ts';
import type { SectionProps } from './section.ts';
import { Section } from './section.ts';

/** Where the report is from, and what its checks are. */
export function About({ report, kit }: SectionProps): ComponentChildren {
  const { words, moment } = kit;
  const { source, tool, createdAt, checks, regions } = report;
  const facts: readonly (readonly [string, string])[] = [
    ...sourceFacts(source, kit),
    ...(regions === undefined ? [] : [[words.about.reported, regions.reported.join(', ')] as const]),
    [words.about.tool, `${tool.name} ${tool.version}`],
    [words.about.createdAt, moment(createdAt)],
  ];
  return h(
    Section,
    { id: 'about', title: words.sections.about },
    h('p', null, words.about.reading, ' ', words.about.annotations),
    h(
      'dl',
      { class: 'facts' },
      facts.map(([name, value]) =>
        h('div', null, h('dt', null, name), h('dd', null, h(Name, { text: value, longest: 1000 }))),
      ),
    ),
    h('h3', null, words.about.checks),
    checks.map((check) => h(CheckAbout, { check, kit })),
  );
}

function sourceFacts(source: OrganizationReport['source'], { words }: Kit): readonly (readonly [string, string])[] {
  if (source.kind === 'files') return [[words.about.source, source.paths.join(', ')]];
  const { name, accountId, region, regions } = source.aggregator;
  const facts: (readonly [string, string])[] = [
    [words.about.source, words.aggregator(name, accountId, region)],
    [words.about.regions, regions === 'all' ? words.about.allRegions : regions.join(', ')],
  ];
  if (source.organizationId !== undefined) facts.unshift([words.about.organization, source.organizationId]);
  if (source.roleName !== undefined) facts.push([words.about.role, source.roleName]);
  return facts;
}

function CheckAbout({
  check,
  kit,
}: {
  readonly check: OrganizationReport['checks'][number];
  readonly kit: Kit;
}): ComponentChildren {
  const { words } = kit;
  const { title, rationale, remediation } = kit.check(check);
  const parameters = describeParameters(check.parameters);
  const controls = check.controls.map(({ framework, ids }) => `${framework} ${ids.join(', ')}`).join('; ');
  return h(
    'article',
    { class: 'about-check' },
    h(
      'h4',
      null,
      h(Name, { text: title, longest: 120 }),
      h('span', { class: 'severity' }, words.severity(words.severities[check.severity])),
    ),
    h(
      'p',
      null,
      h('code', null, h(Name, { text: check.id })),
      ' · ',
      h('a', { href: kit.guide(check.id), class: 'guide', rel: 'noreferrer' }, words.about.guide),
    ),
    parameters !== undefined &&
      h('p', null, words.colon(words.about.parameters, ''), h(Name, { text: parameters, longest: 2000 })),
    h('p', null, h(Name, { text: rationale || check.rationale, longest: 1000 })),
    h(
      'p',
      null,
      words.colon(words.about.fix, `${words.fixes[check.fix]}. `),
      h(Name, { text: remediation || check.remediation, longest: 1000 }),
    ),
    controls !== '' && h('p', null, words.colon(words.about.controls, ''), h(Name, { text: controls, longest: 2000 })),
  );
}
