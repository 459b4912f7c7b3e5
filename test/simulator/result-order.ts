import type { Call } from '../../simulator/aws/call.ts';
import type { ResultOrder, Simulation } from '../../simulator/aws/simulation.ts';

/** Both orders in which AWS Config may keep results, for tests in which one comes after a newer one. */
export const ORDERINGS: readonly ResultOrder[] = ['by-ordering-timestamp', 'by-arrival'];

/** Whether a result of a broker came after a newer one of the same rule. If none did, the order makes no difference. */
export function hasLateResult({ tokens }: Simulation, calls: readonly Call[]): boolean {
  const latest = new Map<string, number>();
  const results = calls
    .filter(({ operation }) => operation === 'PutEvaluations')
    .flatMap(({ input }) =>
      (input.Evaluations as readonly { ComplianceResourceId: string; OrderingTimestamp: number }[]).map(
        ({ ComplianceResourceId, OrderingTimestamp }) => ({
          key: `${tokens.get(String(input.ResultToken))} ${ComplianceResourceId}`,
          time: OrderingTimestamp,
        }),
      ),
    );
  return results.some(({ key, time }) => {
    const isLate = time < (latest.get(key) ?? time);
    latest.set(key, time);
    return isLate;
  });
}
