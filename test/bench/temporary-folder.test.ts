import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { inTemporaryFolder } from '../../bench/temporary-folder.ts';

const MODULE = join(import.meta.dirname, '../../bench/temporary-folder.ts');

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a benchmark that is interrupted with %s leaves no folder', async (signal, status) => {
  const script = `import { endOnSignals, inTemporaryFolder, makeTemporaryFolder } from ${JSON.stringify(MODULE)};
endOnSignals();
inTemporaryFolder(async (inner) => {
  console.log(makeTemporaryFolder().folder + ' ' + inner);
  await new Promise((resolve) => setInterval(resolve, 1e8));
});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [output] = await once(child.stdout, 'data');
  const folders = String(output).trim().split(' ');
  expect(folders.map((folder) => existsSync(folder))).toEqual([true, true]);
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([status, null]);
  expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
});

it('a folder is deleted when what uses it ends, also if it fails', async () => {
  let used = '';
  const failing = inTemporaryFolder(async (folder) => {
    used = folder;
    writeFileSync(join(folder, 'file'), '');
    throw new Error('not evaluated');
  });
  await expect(failing).rejects.toThrow('not evaluated');
  expect(used).not.toBe('');
  expect(existsSync(used)).toBe(false);
});
