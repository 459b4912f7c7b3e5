import { authorize } from '../aws/authorization.ts';
import type { Call } from '../aws/call.ts';
import { unknownOperation } from '../aws/common-errors.ts';
import type { Place } from '../aws/place.ts';
import type { Session, Simulation } from '../aws/simulation.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const QUOTA = 1_000;

/** Answers a call to Lambda. @throws AwsError as the service would */
export function lambdaService(simulation: Simulation, call: Call, place: Place, session: Session): unknown {
  if (call.operation !== 'GetAccountSettings') throw unknownOperation(call);
  authorize(simulation, session, { action: 'lambda:GetAccountSettings', resource: '*' });
  return accountSettings(simulation, place);
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
function accountSettings({ state }: Simulation, { accountId, region }: Place): unknown {
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
