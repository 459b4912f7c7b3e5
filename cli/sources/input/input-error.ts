/** An input cannot be used. The message says what was expected of it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
