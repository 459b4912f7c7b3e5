import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SCRIPT = join(import.meta.dirname, 'aws_cli_server.py');

/** All that it finds comes with the calls. */
const NOTHING_OF_ITS_OWN = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** The AWS CLI, loaded once for many calls: loading it is most of what a call takes. */
export interface AwsCliServer {
  /** The program `aws`, which has its calls run here. */
  readonly program: string;
  /** Ends it and takes the program away. */
  stop(): Promise<void>;
}

/** Loads the AWS CLI of the witnesses. */
export async function startAwsCliServer(): Promise<AwsCliServer> {
  const python = resolve('.venv/bin/python');
  const folder = mkdtempSync(join(tmpdir(), 'aws-cli-'));
  const [program, socket] = [join(folder, 'aws'), join(folder, 'socket')];
  // Python in isolated mode, without its packages, is there at once.
  const text = `#!/bin/sh\nexec '${python}' -IS '${SCRIPT}' call '${socket}' "$@"\n`;
  writeFileSync(program, text, { mode: 0o755 });
  const server = spawn(python, [SCRIPT, 'serve', socket], {
    env: NOTHING_OF_ITS_OWN,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(server, 'close');
  const isReady = await Promise.race([once(server.stdout, 'data').then(() => true), closed.then(() => false)]);
  if (!isReady) throw new Error('The AWS CLI ended before it listened.');
  return {
    program,
    async stop() {
      server.stdin.end();
      await closed;
      rmSync(folder, { recursive: true });
    },
  };
}
