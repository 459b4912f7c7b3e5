import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The account that every caller is in. */
export const MOTO_ACCOUNT = '123456789012';

export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a moto server, an imitation of AWS written by others, on a free port of loopback. */
export async function startMoto(program: string): Promise<Moto> {
  const child = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    lines.push(line);
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (url === undefined) continue;
    // Read on, or it would block on a full pipe.
    child.stderr.resume();
    return {
      url,
      async stop() {
        child.kill();
        await closed;
      },
    };
  }
  throw new Error(`moto ended before it listened:\n${lines.join('\n')}`);
}
