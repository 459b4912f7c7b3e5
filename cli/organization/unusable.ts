/** The options, the settings or the credentials cannot be used. The message says why, and what to do. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}
