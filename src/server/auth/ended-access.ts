import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Identity } from './identity.ts';

// E1: who was removed does not come back by what they had before: not by a token, and not by one that such a sign-in is renewed with.

/**
 * Where a token does not say when its user signed in, the provider is taken to have looked again when it issued the token.
 * @param removedAt null: the user was not removed
 * @throws CountersignError ACCESS_ENDED
 */
export function mustBeSince(
  { signedInAt, issuedAt }: Pick<Identity, 'signedInAt' | 'issuedAt'>,
  removedAt: Instant | null,
  skewMs: number,
): void {
  if (removedAt === null || (signedInAt ?? issuedAt) > removedAt + skewMs) return;
  throw new CountersignError('ACCESS_ENDED', {
    message: 'This user was removed from the server',
    details: { next: 'Ask an administrator to add you again, or sign in anew where that is allowed.' },
  });
}

export function deactivated(): CountersignError {
  return new CountersignError('ACCESS_ENDED', {
    message: 'This user was deactivated',
    details: { next: 'Ask an administrator to make the user active again. What is queued is kept.' },
  });
}
