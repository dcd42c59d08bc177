import { ORPCError } from '@orpc/client';
import type { ErrorCode } from '../../shared/error-catalogue.ts';
import type { ErrorDetails } from '../../shared/errors.ts';
import { strings } from '../strings.ts';

/** What went wrong with a call, ready to be shown: `title` says what happened, `next` what to do about it. */
export interface Problem {
  /** CONNECTION_LOST is the window's own: the port to the app closed while the call was under way. */
  readonly code: ErrorCode | 'CONNECTION_LOST';
  readonly title: string;
  readonly next: string;
  /** Whether the same call may succeed later without a change. */
  readonly retry: boolean;
  readonly details: ErrorDetails;
}

/** Any thrown value as a problem. Only the code decides; messages are shown, never matched. */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof ORPCError)) {
    return { code: 'CONNECTION_LOST', ...strings.problems.connectionLost, retry: true, details: {} };
  }
  if (!error.defined) return undeclared(error);
  const details = (error.data ?? {}) as ErrorDetails;
  return {
    code: error.code as ErrorCode,
    title: error.message,
    next: details.next ?? '',
    // In the closed list, exactly the errors of the 500s may pass by themselves (errors.ts).
    retry: error.status >= 500,
    details,
  };
}

/** A refusal from below the contract: the transport found the request malformed, or something in the app broke. */
function undeclared(error: ORPCError<string, unknown>): Problem {
  return error.status < 500
    ? { code: 'INVALID_REQUEST', ...strings.problems.invalidRequest, retry: false, details: {} }
    : { code: 'INTERNAL', ...strings.problems.internal, retry: true, details: {} };
}
