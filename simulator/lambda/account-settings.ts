import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const QUOTA = 1_000;

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export function accountSettings({ state }: Simulation, { accountId, region }: Place): unknown {
  const functions = [...state.functions.values()].filter((one) => one.accountId === accountId && one.region === region);
  const reserved = functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  return {
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: QUOTA,
      UnreservedConcurrentExecutions: QUOTA - reserved,
    },
    AccountUsage: { FunctionCount: functions.length },
  };
}
