import { ORPCError } from '@orpc/client';
import type { Json } from '../../shared/json.ts';
import { errorCatalogue, type ErrorCode } from '../../shared/error-catalogue.ts';
import { ErrorDetails } from '../../shared/errors.ts';

/** What a notification says when the answer pressed on it was not taken. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly title: string;
  readonly body: string;
}

/** Everything that is not of the closed list is a bug, and told as INTERNAL. */
export function refusalOf(error: unknown): Refusal {
  const code = codeOf(error);
  const details = error instanceof ORPCError ? ErrorDetails.safeParse(error.data) : null;
  const { title, next } = errorCatalogue[code];
  const decision = details?.data?.decision;
  return {
    code,
    title,
    body: decision === undefined ? next : `${decision.completedUser} answered: ${spoken(decision.value)}`,
  };
}

/** Answers of notifications are single values; whatever else decided is shown as it was sent. */
function spoken(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function codeOf(error: unknown): ErrorCode {
  const isKnown = error instanceof ORPCError && Object.hasOwn(errorCatalogue, String(error.code));
  return isKnown ? (String(error.code) as ErrorCode) : 'INTERNAL';
}
