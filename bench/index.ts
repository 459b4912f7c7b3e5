import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { chromiumOnPath } from '../test/support/browser.ts';
import { measureChange } from './change.ts';
import { measureCli } from './cli.ts';
import { measureFleet } from './fleet.ts';
import { measureFirstEvent, measureLoading } from './loading.ts';
import { measurePage } from './page.ts';
import { runProgram } from './processes.ts';
import { measureReport } from './report.ts';
import { measureScan } from './scan.ts';
import { measureOrganizationScan } from './scan-organization.ts';
import { measureSweep } from './sweep.ts';
import { renderTable } from './table.ts';

// If the project has a virtual environment, its Python has boto3.
const python = process.env.PYTHON ?? (existsSync('.venv/bin/python3') ? '.venv/bin/python3' : 'python3');
const pythonWithBoto3 = (await hasBoto3(python)) ? python : undefined;

const chromium = chromiumOnPath();

const rows = [
  ...(await measureLoading()),
  ...(await measureFirstEvent()),
  ...(await measureChange(pythonWithBoto3)),
  ...(await measureSweep()),
  ...(await measureCli()),
  ...(await measureScan()),
  ...(await measureOrganizationScan()),
  ...(await measureReport()),
  ...(await measureFleet()),
  ...(chromium === undefined ? [] : await measurePage(chromium)),
];

console.log(`${renderTable(rows)}\n`);
if (pythonWithBoto3 === undefined) {
  console.log(`Skipped: the boto3 rule, because ${python} does not have boto3. Set PYTHON to use another Python.`);
}
if (chromium === undefined) console.log('Skipped: the page of a report, because Chromium is not there.');
console.log('Times are medians of interleaved runs. Peaks are maximums. All calls go to loopback.');
console.log(`Node.js ${process.version}, ${availableParallelism()} cores.`);

async function hasBoto3(program: string): Promise<boolean> {
  try {
    await runProgram(program, ['-c', 'from importlib.util import find_spec; exit(find_spec("boto3") is None)']);
    return true;
  } catch {
    return false;
  }
}
