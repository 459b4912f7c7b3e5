import type { Builds } from './builds.ts';
import { measureChange } from './change.ts';
import { measureFleet } from './fleet.ts';
import { measureFolder, measureFolderGrowth } from './folder.ts';
import { measureFirstEvent, measureLoading } from './loading.ts';
import { measurePage } from './page.ts';
import { measureFilesWithPeers } from './peers/files.ts';
import { measureScanWithPeers } from './peers/scan.ts';
import type { Skip } from './programs.ts';
import { findChromium, findPythonWithBoto3 } from './programs.ts';
import { measureReport } from './report.ts';
import { measureScan } from './scan.ts';
import { measureOrganizationScan } from './scan-organization.ts';
import { measureFunctions, measureSynthesis } from './simulation.ts';
import { measureSnapshot, measureSnapshotGrowth } from './snapshot.ts';
import { measureStart } from './start.ts';
import { measureSweep } from './sweep.ts';
import type { Row } from './table.ts';
import { measureTemplates } from './templates.ts';
import { measureLargeTerraform, measureTerraform } from './terraform.ts';

/** What is measured, and who is told that a program is not there with which something is compared. */
export interface Bench {
  readonly builds: Builds;
  readonly skip: Skip;
}

interface Measure {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<readonly Row[]>;
}

/** Measures that have one table. */
export interface Group {
  readonly name: string;
  readonly measures: readonly Measure[];
}

/** In the order of docs/performance.md. */
export const GROUPS: readonly Group[] = [
  {
    name: 'The function',
    measures: [
      { name: 'loading', run: ({ builds }) => measureLoading(builds) },
      { name: 'first event', run: ({ builds }) => measureFirstEvent(builds) },
      {
        name: 'change events',
        run: async ({ builds, skip }) => measureChange(builds, await findPythonWithBoto3(skip)),
      },
      { name: 'schedule', run: ({ builds }) => measureSweep(builds) },
    ],
  },
  {
    name: 'The command line',
    measures: [
      { name: 'start', run: ({ builds }) => measureStart(builds) },
      { name: 'snapshot', run: ({ builds }) => measureSnapshot(builds) },
      { name: 'templates', run: ({ builds }) => measureTemplates(builds) },
      { name: 'Terraform plan', run: ({ builds }) => measureTerraform(builds) },
      { name: 'large Terraform plan', run: ({ builds }) => measureLargeTerraform(builds) },
      { name: 'folder', run: ({ builds }) => measureFolder(builds) },
      { name: 'growth of a snapshot', run: ({ builds }) => measureSnapshotGrowth(builds) },
      { name: 'growth of a folder', run: ({ builds }) => measureFolderGrowth(builds) },
      { name: 'scan', run: ({ builds }) => measureScan(builds) },
      { name: 'scan of an organization', run: ({ builds }) => measureOrganizationScan(builds) },
      { name: 'fleet', run: ({ builds }) => measureFleet(builds) },
      { name: 'report', run: ({ builds }) => measureReport(builds) },
    ],
  },
  {
    name: 'Beside other programs',
    measures: [
      { name: 'files', run: ({ builds, skip }) => measureFilesWithPeers(builds, skip) },
      { name: 'scan of 300 brokers', run: ({ builds, skip }) => measureScanWithPeers(builds, skip) },
    ],
  },
  {
    name: 'The simulation',
    measures: [
      { name: 'functions', run: ({ builds }) => measureFunctions(builds) },
      { name: 'synthesis', run: measureSynthesis },
    ],
  },
  {
    name: 'The page of a report',
    measures: [{ name: 'page', run: async ({ skip }) => measurePage(findChromium(skip)) }],
  },
];
