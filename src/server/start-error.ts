/** The server cannot start; `message` says what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Of an error of a connection or a port: the code says more than the words, which may be empty. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
