import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import { useMemo } from 'preact/hooks';
import { STANDINGS } from '../../organization-report/summary.ts';
import { printable } from '../../text/printable.ts';
import type { Kit } from '../kit.ts';
import type { BrokersReport, Row } from '../rows.ts';
import { CHANGES } from '../rows.ts';
import type { Filters, View } from '../state.ts';
import { makeChoices, NO_FILTERS } from '../state.ts';
import { cut } from './name.ts';

interface ControlsProps {
  /** All rows, of which the choices are made. */
  readonly rows: readonly Row[];
  readonly filters: Filters;
  readonly report: Pick<BrokersReport, 'checks' | 'changes'>;
  readonly kit: Kit;
  readonly onView: (view: Partial<View>) => void;
}

/** What is read of an event of a field. Types of browsers are not known to the rest of the program. */
interface FieldEvent {
  readonly currentTarget: { readonly value: string };
}

type Option = readonly [value: string, label: string];

/** The filters of the table. */
export function Controls({ rows, filters, report, kit, onView }: ControlsProps): ComponentChildren {
  const { words } = kit;
  const choices = useMemo(() => makeChoices(rows, report.checks), [rows]);
  const accounts = useMemo(
    () => choices.accounts.map(({ id, name }): Option => [id, name === undefined ? id : `${cut(name, 40)} (${id})`]),
    [choices],
  );
  const set = (name: keyof Filters) => (value: string) => onView({ [name]: value, page: 1, open: [] });
  const select = (name: keyof Filters, label: string, options: readonly Option[], any = words.filters.any) =>
    h(Select, { name, label, options, any, value: filters[name], onChange: set(name) });
  const text = (name: keyof Filters, label: string, hint: string, list?: string) =>
    h(Text, { name, label, hint, list, value: filters[name], onInput: set(name) });
  const isFiltered = Object.values(filters).some((value) => value !== '');
  return h(
    'form',
    {
      class: 'controls',
      role: 'search',
      'aria-label': words.filters.title,
      onSubmit: (event: { readonly preventDefault: () => void }) => event.preventDefault(),
    },
    text('search', words.filters.search, words.filters.searchHint),
    select('account', words.filters.account, accounts),
    choices.units.length > 0 && select('unit', words.filters.unit, choices.units.map(same)),
    select('region', words.filters.region, choices.regions.map(same)),
    select(
      'check',
      words.filters.check,
      report.checks.map((check) => [check.id, kit.check(check).title]),
      words.filters.gravest,
    ),
    select(
      'verdict',
      words.filters.verdict,
      STANDINGS.map((verdict) => [verdict, words.verdicts[verdict]]),
      filters.check !== '' && filters.severity === '' ? words.filters.notPassing : words.filters.any,
    ),
    select(
      'severity',
      words.filters.severity,
      report.checks.length === 0 ? [] : severityOptions(choices.severities, words),
    ),
    text('tag', words.filters.tag, words.filters.tagHint, 'tags'),
    h(Suggestions, { id: 'tags', values: choices.tags }),
    report.changes &&
      select(
        'change',
        words.filters.change,
        CHANGES.map((change) => [change, words.changes[change]]),
      ),
    h(
      'button',
      {
        type: 'button',
        class: 'clear',
        disabled: !isFiltered,
        onClick: () => onView({ ...NO_FILTERS, page: 1, open: [] }),
      },
      words.filters.clear,
    ),
  );
}

function same(value: string): Option {
  return [value, value];
}

function severityOptions(severities: readonly string[], words: Kit['words']): readonly Option[] {
  return severities.map((severity) => [severity, words.severities[severity as keyof typeof words.severities]]);
}

function Field({
  id,
  label,
  children,
}: {
  readonly id: string;
  readonly label: string;
  readonly children?: ComponentChildren;
}): ComponentChildren {
  return h('div', { class: 'field' }, h('label', { for: id }, label), children);
}

interface SelectProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly any: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Select({ name, label, options, any, value, onChange }: SelectProps): ComponentChildren {
  const id = `filter-${name}`;
  // Hundreds of accounts are the same ones each time.
  const elements = useMemo(
    () => options.map(([option, text]) => h('option', { value: option }, cut(printable(text)))),
    [options.length, options[0]?.[0]],
  );
  const isOffered = value === '' || options.some(([option]) => option === value);
  return h(
    Field,
    { id, label },
    h(
      'select',
      { id, value, onChange: ({ currentTarget }: FieldEvent) => onChange(currentTarget.value) },
      h('option', { value: '' }, any),
      elements,
      // A link may ask for what is not here.
      !isOffered && h('option', { value }, cut(printable(value))),
    ),
  );
}

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly list: string | undefined;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

function Text({ name, label, hint, list, value, onInput }: TextProps): ComponentChildren {
  const id = `filter-${name}`;
  const type = name === 'search' ? 'search' : 'text';
  return h(
    Field,
    { id, label },
    h('input', {
      id,
      type,
      value,
      placeholder: hint,
      list,
      autoComplete: 'off',
      onInput: ({ currentTarget }: FieldEvent) => onInput(currentTarget.value),
    }),
  );
}

function Suggestions({ id, values }: { readonly id: string; readonly values: readonly string[] }): ComponentChildren {
  return useMemo(
    () =>
      h(
        'datalist',
        { id },
        values.map((value) => h('option', { value: printable(value) })),
      ),
    [values],
  );
}
