import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { measureChange } from './change.ts';
import { measureCli } from './cli.ts';
import { measureLoading } from './loading.ts';
import { runProgram } from './processes.ts';
import { measureScan } from './scan.ts';
import { measureSweep } from './sweep.ts';
import { renderTable } from './table.ts';

// The Python of the project's virtual environment, if there is one, has boto3.
const python = process.env.PYTHON ?? (existsSync('.venv/bin/python3') ? '.venv/bin/python3' : 'python3');
const pythonWithBoto3 = (await hasBoto3(python)) ? python : undefined;

const rows = [
  ...(await measureLoading()),
  ...(await measureChange(pythonWithBoto3)),
  ...(await measureSweep()),
  ...(await measureCli()),
  ...(await measureScan()),
];

console.log(`${renderTable(rows)}\n`);
if (pythonWithBoto3 === undefined) {
  console.log(`Left out: the rule with boto3, which ${python} does not have. PYTHON names another Python.`);
}
console.log('Times are medians of interleaved runs, peaks are the highest. All calls go to loopback.');
console.log(`Node.js ${process.version}, ${availableParallelism()} cores.`);

async function hasBoto3(program: string): Promise<boolean> {
  try {
    await runProgram(program, ['-c', 'from importlib.util import find_spec; exit(find_spec("boto3") is None)']);
    return true;
  } catch {
    return false;
  }
}
