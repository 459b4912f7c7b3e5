import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import type { AccountPlan } from '../simulator/aws/aws-state.ts';
import { createAwsState } from '../simulator/aws/aws-state.ts';
import type { AwsEndpoints } from '../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import type { Simulation } from '../simulator/aws/simulation.ts';
import { createAdministratorKey, createSimulation } from '../simulator/aws/simulation.ts';
import type { RuleEvent } from '../simulator/config/rule-events.ts';
import { createLambdaProcesses } from '../simulator/lambda/processes.ts';
import { createRuntime } from '../simulator/lambda/runtime.ts';
import { answer } from '../simulator/services.ts';

/** A simulated AWS organization at work, which programs on this machine can call. */
export interface World {
  readonly simulation: Simulation;
  readonly endpoints: AwsEndpoints;
  /** A folder for temporary files. */
  readonly folder: string;
  /** What a program needs in its environment to call as the administrator of an account. */
  environmentOf(accountId: string): Readonly<Record<string, string>>;
  /**
   * Delivers events to their functions, those of one function in order, and some functions at once.
   * @throws Error if a function fails, or the signal says to stop
   */
  deliver(events: readonly RuleEvent[], signal: AbortSignal, progress?: (done: number) => void): Promise<void>;
  /** Removes everything. */
  close(): Promise<void>;
}

/** Starts an organization. */
export async function openWorld(accounts: readonly AccountPlan[], defaultRegion: string): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-demo-'));
  const state = createAwsState(accounts, { codeFolder: join(folder, 'functions') });
  const simulation = createSimulation(state, { order: 'by-arrival' });
  const endpoints = await startAwsEndpoints((call) => answer(simulation, call));
  const processes = createLambdaProcesses({ NODE_COMPILE_CACHE: join(folder, 'compiled') });
  const keys = new Map<string, string>();
  return {
    simulation,
    endpoints,
    folder,
    environmentOf(accountId) {
      const key = keys.get(accountId) ?? createAdministratorKey(simulation, accountId);
      keys.set(accountId, key);
      const region = { AWS_REGION: defaultRegion, AWS_DEFAULT_REGION: defaultRegion };
      return { ...awsEnvironment(endpoints.url), ...region, AWS_ACCESS_KEY_ID: key };
    },
    async deliver(events, signal, progress = () => undefined) {
      const failure = new AbortController();
      const stop = AbortSignal.any([signal, failure.signal]);
      let done = 0;
      const deliverGroup = async (group: readonly RuleEvent[]) => {
        const runtime = createRuntime(simulation, endpoints.url, processes);
        try {
          for (const event of group) {
            if (stop.aborted) return;
            const ending = (await runtime.deliver(event)).at(-1);
            if (ending?.error)
              throw new Error(`${event.rule.name} in ${event.rule.accountId}: ${ending.error.message}`);
            done += 1;
            progress(done);
          }
        } catch (error) {
          failure.abort(error);
        } finally {
          runtime.stop();
        }
      };
      await pMap(Map.groupBy(events, ({ rule }) => rule.functionArn).values(), deliverGroup, {
        concurrency: availableParallelism(),
      });
      stop.throwIfAborted();
    },
    async close() {
      // They may write into the folder that is then removed.
      await processes.stop();
      await endpoints.close();
      rmSync(folder, { recursive: true });
    },
  };
}
