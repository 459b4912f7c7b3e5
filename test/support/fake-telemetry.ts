import type { Telemetry } from '../../lambda/ports.ts';

export interface FakeTelemetry extends Telemetry {
  readonly lines: readonly { level: string; message: string; fields: Readonly<Record<string, unknown>> }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly flushes: number;
}

export function createFakeTelemetry(): FakeTelemetry {
  const lines: FakeTelemetry['lines'][number][] = [];
  const counts: Record<string, number> = {};
  let flushes = 0;
  return {
    lines,
    counts,
    get flushes() {
      return flushes;
    },
    log: (level, message, fields) => lines.push({ level, message, fields }),
    measure: (metric, value) => {
      counts[metric] = (counts[metric] ?? 0) + value;
    },
    flush: () => {
      flushes += 1;
    },
  };
}
