import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { OrganizationReport } from '../../organization-report/report.ts';
import type { Kit } from '../kit.ts';

export interface SectionProps {
  readonly report: OrganizationReport;
  readonly kit: Kit;
}

/** A part of the page with its heading, to which the navigation leads. */
export function Section({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children?: ComponentChildren;
}): ComponentChildren {
  return h('section', { class: id, 'aria-labelledby': id }, h('h2', { id, tabIndex: -1 }, title), children);
}

/** A table that scrolls sideways by itself where it is too wide. */
export function Table({
  label,
  heads,
  children,
}: {
  readonly label: string;
  readonly heads: readonly string[];
  readonly children?: ComponentChildren;
}): ComponentChildren {
  const head = heads.map((text) => h('th', { scope: 'col' }, text));
  return h(
    'div',
    { class: 'scroll', tabIndex: 0, role: 'group', 'aria-label': label },
    h('table', { class: 'plain' }, h('thead', null, h('tr', null, head)), h('tbody', null, children)),
  );
}
