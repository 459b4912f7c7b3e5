import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import { useState } from 'preact/hooks';
import { docsUrl } from '../../../checks/guide.ts';
import { foundOf } from '../../organization-report/findings.ts';
import type { ReportedResult } from '../../organization-report/report.ts';
import { printable } from '../../text/printable.ts';
import type { Kit } from '../kit.ts';
import { planCommand } from '../plan-command.ts';
import type { BrokersReport, Row } from '../rows.ts';
import { Icon } from './icon.ts';
import { Name } from './name.ts';

interface DetailsProps {
  readonly row: Row;
  readonly report: Pick<BrokersReport, 'checks' | 'createdAt'>;
  readonly kit: Kit;
}

/** All that is known of a broker: what was found, how to fix it, and what it is. */
export function Details({ row, report, kit }: DetailsProps): ComponentChildren {
  const { words } = kit;
  const isFailing = row.results.some((result) => result?.verdict === 'fail' || result?.verdict === 'exempt');
  return h(
    'div',
    { class: 'of-broker' },
    h(
      'div',
      { class: 'findings' },
      h('h3', null, words.details.findings),
      report.checks.map((check, place) => h(FindingOf, { check, result: row.results[place], report, kit })),
      isFailing && h(Plan, { row, kit }),
    ),
    h(Facts, { row, kit }),
  );
}

function FindingOf({
  check,
  result,
  report,
  kit,
}: {
  readonly check: BrokersReport['checks'][number];
  readonly result: ReportedResult | undefined;
  readonly report: DetailsProps['report'];
  readonly kit: Kit;
}): ComponentChildren {
  const { words } = kit;
  const verdict = result?.verdict ?? 'unknown';
  const isBad = verdict === 'fail' || verdict === 'exempt';
  const age = result?.since === undefined ? 0 : kit.days(result.since, report.createdAt);
  const notes = [
    result?.since !== undefined && words.details.since(kit.day(result.since), words.age(age, kit.number(age))),
    result?.evaluatedAt !== undefined && words.details.evaluated(kit.moment(result.evaluatedAt)),
  ].filter((note) => note !== false);
  return h(
    'article',
    { class: `finding ${verdict}` },
    h(
      'h4',
      null,
      h(Icon, { name: verdict }),
      h(Name, { text: kit.check(check).label, longest: 120 }),
      ` — ${words.verdicts[verdict]}`,
      isBad && h('span', { class: 'severity' }, words.severity(words.severities[check.severity])),
    ),
    // As AWS Config recorded it: in English.
    result &&
      h(
        'p',
        { class: 'annotation', lang: 'en' },
        h(Name, { text: isBad ? foundOf(result) : result.detail, longest: 1000 }),
      ),
    result?.exemption && h(ExemptionOf, { exemption: result.exemption, kit }),
    isBad &&
      h(
        'p',
        null,
        words.colon(words.details.fix, words.fixes[check.fix]),
        ' · ',
        h(GuideLink, { check: check.id, kit }),
      ),
    notes.length > 0 && h('p', { class: 'note' }, notes.join(' · ')),
  );
}

function ExemptionOf({
  exemption,
  kit,
}: {
  readonly exemption: NonNullable<ReportedResult['exemption']>;
  readonly kit: Kit;
}): ComponentChildren {
  const { words, day, number } = kit;
  const { until, daysLeft, reason, ticket } = exemption;
  const note = ticket === undefined ? '' : ` (${words.colon(words.details.ticket, ticket)})`;
  return h(
    'p',
    null,
    `${words.details.exempt(day(until), words.daysLeft(daysLeft, number(daysLeft)))} · `,
    h(Name, { text: `${words.colon(words.details.exemptReason, reason)}${note}`, longest: 500 }),
  );
}

/** The section of the guide about a check. */
function GuideLink({ check, kit }: { readonly check: string; readonly kit: Kit }): ComponentChildren {
  return h('a', { class: 'guide', href: kit.guide(check), rel: 'noreferrer' }, kit.words.details.guide);
}

function Plan({ row: { broker }, kit }: { readonly row: Row; readonly kit: Kit }): ComponentChildren {
  const { details } = kit.words;
  const command = planCommand(broker);
  const [said, say] = useState('');
  if (command === undefined) return h('p', { class: 'plan' }, details.noPlan);
  const copy = () => {
    // There is no clipboard where the page is no secure context, as in some mail programs.
    Promise.resolve()
      .then(() => globalThis.navigator.clipboard.writeText(command))
      .then(
        () => say(details.copied),
        () => say(details.copyFailed),
      );
  };
  return h(
    'div',
    { class: 'plan' },
    h('h4', null, details.plan),
    h(
      'div',
      { class: 'command' },
      h('code', null, printable(command)),
      h('button', { type: 'button', onClick: copy }, details.copy),
    ),
    h('p', { class: 'note', role: 'status' }, said || details.planHint(printable(broker.accountId ?? ''))),
    h('p', null, h('a', { href: docsUrl('ci', 'get-the-program'), rel: 'noreferrer' }, details.install)),
  );
}

/** What the broker is, with names as a whole. */
function Facts({ row: { broker, tags }, kit }: { readonly row: Row; readonly kit: Kit }): ComponentChildren {
  const { words, moment } = kit;
  const whole = (text: string | undefined) =>
    text === undefined ? words.details.notKnown : h('bdi', null, printable(text));
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    [words.details.name, whole(broker.name)],
    [words.details.id, whole(broker.id)],
    [words.details.arn, whole(broker.arn)],
    [words.details.deploymentMode, whole(broker.deploymentMode)],
    [words.details.createdAt, whole(broker.createdAt === undefined ? undefined : moment(broker.createdAt))],
    [words.details.tags, tags.length === 0 ? words.none : tags.map((tag) => h('span', { class: 'tag' }, whole(tag)))],
  ];
  return h(
    'dl',
    { class: 'facts' },
    facts.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))),
  );
}
