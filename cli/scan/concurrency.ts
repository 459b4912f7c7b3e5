/** Roles that are assumed concurrently, and accounts whose regions are listed concurrently. */
export const ACCOUNTS_AT_ONCE = 8;

/** Regions that are read concurrently, of one account or of several. */
export const REGIONS_AT_ONCE = 16;

/** Brokers in an account and region that are described concurrently. Amazon MQ would throttle more. */
export const BROKERS_AT_ONCE = 10;
