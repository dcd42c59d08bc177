/**
 * A schema by which nothing can be checked: it is none, refers to what is not there, is too large, or takes too long. The
 * message is for people and ends with a full stop; `pointer` says where in the schema, `` for the whole of it.
 */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly pointer: string;

  constructor(message: string, options: { pointer?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.pointer = options.pointer ?? '';
  }
}
