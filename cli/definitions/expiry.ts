/** What `x-expires` of a queue and `expires` of a policy do on the new broker. */
export const EXPIRES = 'the new broker deletes such queues if no client comes in that time after the import.';

export const BEFORE_EXPIRY =
  'Import the definitions right before the clients move. If a queue is gone by then, its clients must declare it and bind it again.';
