import { parseBrokerArn } from '../../checks/broker.ts';
import type { FormerBroker, ReportedBroker, ReportedPlace } from './report.ts';

type Identity = Omit<FormerBroker, 'key'>;

/** What tells a broker from all others. @param place where it is in a file, for one without ARN and ID */
export function keyOf({ arn, id, accountId, region }: Identity, place: string): string {
  if (arn !== undefined) return arn;
  return id === undefined ? place : [accountId, region, id].filter((part) => part !== undefined).join('/');
}

/** The same text for the same broker, whether a source has its ARN or only its account, region and ID. */
export function identityOf(broker: FormerBroker): string {
  const { id, accountId, region } = { ...parseBrokerArn(broker.arn), ...definedOf(broker) };
  return id === undefined || accountId === undefined || region === undefined
    ? broker.key
    : JSON.stringify([accountId, region, id]);
}

function definedOf({ id, accountId, region }: Identity): Identity {
  return {
    ...(id === undefined ? {} : { id }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(region === undefined ? {} : { region }),
  };
}

/** An account and region in one text; `undefined` if one of them is not known. */
export function placeOf({ accountId, region }: Pick<ReportedBroker, 'accountId' | 'region'>): string | undefined {
  return accountId === undefined || region === undefined ? undefined : `${accountId}/${region}`;
}

/** What of a broker is kept when it is gone. */
export function toFormer({ key, arn, id, name, accountId, region }: ReportedBroker): FormerBroker {
  return { key, arn, id, name, accountId, region };
}

/** The places by {@link placeOf}. */
export function byPlace(places: readonly ReportedPlace[]): ReadonlyMap<string, ReportedPlace> {
  return new Map(places.map((place) => [`${place.accountId}/${place.region}`, place]));
}
