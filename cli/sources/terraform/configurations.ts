import { dirname } from 'node:path';
import type { SourceFindings } from '../reading.ts';
import type { ReadOptions } from './source/read-configurations.ts';

/**
 * Collects the files of Terraform configuration. What they mean is known when all are there. The parser is loaded only
 * if there are any.
 */
export function createConfigurations(options: Omit<ReadOptions, 'planned'>) {
  const files = new Map<string, string>();
  const planned = new Map<string, string[]>();

  /**
   * Adds a file.
   * @param root the folder that the sources of modules do not leave
   */
  function add(path: string, root = dirname(path)): void {
    if (!files.has(path)) files.set(path, root);
  }

  /** Notes the brokers in a plan, which knows more of them than the configuration. */
  function addPlanned({ source, readings }: SourceFindings): void {
    for (const { address, isPlanned } of readings) {
      if (isPlanned && address !== undefined) planned.set(address, [...(planned.get(address) ?? []), source]);
    }
  }

  /** Evaluates the files. */
  async function* read(): AsyncGenerator<SourceFindings> {
    if (files.size === 0) return;
    const { readConfigurations } = await import('./source/read-configurations.ts');
    yield* await readConfigurations(files, { ...options, planned });
  }

  return { add, addPlanned, read };
}
