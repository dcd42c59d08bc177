import type { ErrorCode } from '../../../shared/error-catalogue.ts';
import { CountersignError, type ErrorDetails } from '../../../shared/errors.ts';

/** What came of a call to a server that did not work. `retryable`: the same call may work later. */
export class TransportError extends CountersignError {
  /** Nobody knows whether the server has carried out what was sent. */
  readonly uncertain: boolean;
  /** How long the server asked to be left alone, in milliseconds; null: it did not. */
  readonly retryAfterMs: number | null;

  constructor(
    code: ErrorCode,
    options: {
      message?: string | undefined;
      details?: ErrorDetails | undefined;
      cause?: unknown;
      uncertain?: boolean;
      retryAfterMs?: number | null;
    } = {},
  ) {
    super(code, {
      ...(options.message === undefined ? {} : { message: options.message }),
      ...(options.details === undefined ? {} : { details: options.details }),
      cause: options.cause,
    });
    this.uncertain = options.uncertain ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
