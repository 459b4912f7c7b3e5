import { availableParallelism } from 'node:os';
import type { Ending, ExecutionEnvironment, LambdaProcess } from './lambda-process.ts';
import { startLambdaProcess } from './lambda-process.ts';

/**
 * Processes that functions share, as many as run at once on this machine. A function that is an ES module has a process
 * of its own: V8 contexts have no `import`.
 */
export interface LambdaProcesses {
  /**
   * Invokes a function when the others in its process have returned.
   * @param timeoutMs the function's time limit. If it is reached, the functions in the same process begin anew, too.
   * @throws Error if the code cannot be loaded
   */
  invoke(environment: ExecutionEnvironment, event: unknown, timeoutMs: number): Promise<Ending>;
  /** Ends what a function keeps. */
  release(environment: ExecutionEnvironment): void;
  /** Ends all processes. */
  stop(): Promise<void>;
}

interface Slot {
  /** For its processes, besides those of the functions. */
  readonly variables: Readonly<Record<string, string>>;
  process?: LambdaProcess;
  waiting: number;
  /** Resolves when all have returned that were invoked so far. */
  idle: Promise<unknown>;
}

/** The processes are started when they are needed. @param variables for them, besides those of the functions */
export function createLambdaProcesses(variables: Readonly<Record<string, string>> = {}): LambdaProcesses {
  const shared = Array.from({ length: availableParallelism() }, () => createSlot(variables));
  const slots = new Map<ExecutionEnvironment, Slot>();
  const ended: (Promise<void> | undefined)[] = [];
  const leastBusy = () => shared.reduce((least, slot) => (slot.waiting < least.waiting ? slot : least));

  function slotFor(environment: ExecutionEnvironment): Slot {
    const slot =
      slots.get(environment) ??
      (isModule(environment) ? createSlot({ ...variables, ...environment.variables }) : leastBusy());
    slots.set(environment, slot);
    return slot;
  }

  return {
    async invoke(environment, event, timeoutMs) {
      const slot = slotFor(environment);
      slot.waiting += 1;
      const invoked = slot.idle.then(async () => {
        const process = await processFor(slot, environment);
        return process.invoke(environment, event, timeoutMs);
      });
      slot.idle = invoked.catch(() => {});
      try {
        return await invoked;
      } finally {
        slot.waiting -= 1;
      }
    },
    release(environment) {
      const process = slots.get(environment)?.process;
      slots.delete(environment);
      if (isModule(environment)) ended.push(process?.stop());
      else process?.release(environment);
    },
    async stop() {
      const running = new Set([...shared, ...slots.values()]);
      await Promise.all([...ended, ...[...running].map(({ process }) => process?.stop())]);
    },
  };
}

function createSlot(variables: Slot['variables']): Slot {
  return { variables, waiting: 0, idle: Promise.resolve() };
}

function isModule({ codePath }: ExecutionEnvironment): boolean {
  return codePath.endsWith('.mjs');
}

async function processFor(slot: Slot, environment: ExecutionEnvironment): Promise<LambdaProcess> {
  const { process } = slot;
  if (process && (await process.canRun(environment))) return process;
  await process?.stop();
  slot.process = startLambdaProcess(slot.variables);
  return slot.process;
}
