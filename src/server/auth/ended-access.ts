import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Identity } from './identity.ts';

// E1: who was removed does not come back by what they had before: not by a token, and not by one that such a sign-in is renewed with.

/**
 * @param skewMs how far the clock of whoever issues tokens may be ahead
 * @returns the earliest time at which the sign-in of a token can have been
 */
export function surelyBegun(
  { signedInAt, issuedAt }: Pick<Identity, 'signedInAt' | 'issuedAt'>,
  skewMs: number,
): Instant {
  return (signedInAt ?? issuedAt) - skewMs;
}

/**
 * Where a token does not say when its user signed in, the provider is taken to have looked again when it issued the token.
 * @param removedAt null: the user was not removed
 * @throws CountersignError ACCESS_ENDED
 */
export function mustBeSince(
  identity: Pick<Identity, 'signedInAt' | 'issuedAt'>,
  removedAt: Instant | null,
  skewMs: number,
): void {
  if (removedAt === null || surelyBegun(identity, skewMs) > removedAt) return;
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

/**
 * A device is not registered by a sign-in from before one of the user's was revoked.
 * @param signedInAt null: nobody says when it was
 */
export function beforeRevocation(signedInAt: Instant | null): CountersignError {
  return new CountersignError('DEVICE_REVOKED', {
    message: 'A device of this user was signed out or revoked after this sign-in',
    details: { next: signedInAt === null ? nobodySays : signInAnew },
  });
}

const signInAnew =
  'Sign in again and show who you are. If the identity provider did not ask, sign out there in your browser, wait a minute, and try again.';
const nobodySays =
  'Have the identity provider put auth_time into its tokens: without it nobody can tell a new sign-in from an old one.';
