import { DAY_MS } from './exemption.ts';
import type { IntegerParameter } from './parameters.ts';

/**
 * The rule parameter, and setting, `refresh`: how many days old a result is before a schedule sends it again unchanged. By
 * default, each schedule sends each result. At most 30: no setting of AWS Config keeps its data for less.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_RetentionConfiguration.html
 */
export const REFRESH: IntegerParameter = { type: 'integer', minimum: 1, maximum: 30 };

/**
 * The age from which a schedule sends an unchanged result again, in milliseconds: 0 for all results. It is half a day less
 * than the days, because AWS Config does not keep schedules to the minute: one a minute early would wait for the next.
 */
export function refreshAge(days: number): number {
  return days === 1 ? 0 : (days - 0.5) * DAY_MS;
}
