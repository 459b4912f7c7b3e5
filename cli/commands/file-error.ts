import { InputError } from '../sources/input/input-error.ts';

/** A file besides the main input cannot be used. */
export class FileError extends InputError {
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}
