/** An input cannot be used. The message says what was expected. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
