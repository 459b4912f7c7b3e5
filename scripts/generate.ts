import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { CHANGE_CHECKS } from '../checks/change-checks.ts';
import { CHECKS, DEFAULT_CHECKS } from '../checks/registry.ts';
import { renderSchema } from '../cli/configuration/schema.ts';
import { renderNetworkSchema } from '../cli/fleet/network-schema.ts';
import { renderReportSchema } from '../cli/organization-report/report-schema.ts';
import { PACK_PATH, renderPack } from '../conformance-pack/render.ts';
import {
  renderChangeChecksReference,
  renderChecksReference,
  renderChecksTable,
  renderControlsTable,
  renderJapaneseChecksTable,
  replaceSection,
} from './render-docs.ts';
import { renderExemptionSchema } from './render-exemption-schema.ts';
import {
  renderPolicySettings,
  renderQueueArguments,
  renderRefusals,
  renderUnsupportedSettings,
} from './render-refusals.ts';

const OPT_IN_CHECKS = CHECKS.filter((check) => !DEFAULT_CHECKS.includes(check));

/** The files that are generated from the code, each with a function from its current to its wanted content. */
const GENERATED: readonly { readonly path: string; readonly render: (current: string) => string }[] = [
  { path: 'schemas/rabbitmq-conformance.schema.json', render: renderSchema },
  { path: 'schemas/exemptions.schema.json', render: renderExemptionSchema },
  { path: 'schemas/network.schema.json', render: renderNetworkSchema },
  { path: 'schemas/report.schema.json', render: renderReportSchema },
  { path: PACK_PATH, render: () => renderPack(DEFAULT_CHECKS) },
  { path: 'README.md', render: (current) => replaceSection(current, 'checks', renderChecksTable(DEFAULT_CHECKS)) },
  {
    path: 'README.ja.md',
    render: (current) => replaceSection(current, 'checks', renderJapaneseChecksTable(DEFAULT_CHECKS)),
  },
  {
    path: 'docs/checks.md',
    render: (current) => replaceSection(current, 'checks', renderChecksReference(DEFAULT_CHECKS)),
  },
  {
    path: 'docs/checks.md',
    render: (current) => replaceSection(current, 'opt-in-checks', renderChecksReference(OPT_IN_CHECKS)),
  },
  {
    path: 'docs/checks.md',
    render: (current) => replaceSection(current, 'change-checks', renderChangeChecksReference(CHANGE_CHECKS)),
  },
  {
    path: 'docs/evidence.md',
    render: (current) => replaceSection(current, 'controls', renderControlsTable(DEFAULT_CHECKS)),
  },
  ...(
    [
      ['refusals', renderRefusals],
      ['queue-arguments', renderQueueArguments],
      ['policy-settings', renderPolicySettings],
      ['unsupported-settings', renderUnsupportedSettings],
    ] as const
  ).map(([name, render]) => ({
    path: 'docs/definitions.md',
    render: (current: string) => replaceSection(current, name, render()),
  })),
];

// `--check` changes nothing, and fails if a file is stale.
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

for (const { path, render } of GENERATED) {
  const current = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const wanted = render(current);
  if (wanted === current) continue;
  if (values.check) {
    process.stderr.write(`${path} is stale: run "npm run generate" and commit the result.\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, wanted);
    process.stdout.write(`Wrote ${path}.\n`);
  }
}
