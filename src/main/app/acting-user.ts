import { CountersignError } from '../../shared/errors.ts';
import type { ActingUser } from '../../shared/contract/desktop.ts';

/** As whom the window acts: a way for an administrator to see what somebody else would. Forgotten when the app ends. */
export interface ActingUserSwitch {
  current(): string | null;
  /** @throws CountersignError FORBIDDEN, USER_NOT_FOUND, USER_INACTIVE; then nothing has changed */
  change(user: ActingUser): ActingUser;
  /** Users have changed: who is not there any more is nobody's to act as. */
  check(): void;
}

/** @param mayActAs throws where that is not allowed */
export function createActingUser(mayActAs: (userId: string | null) => void): ActingUserSwitch {
  let userId: string | null = null;
  return {
    current: () => userId,
    change(user) {
      mayActAs(user.userId);
      userId = user.userId;
      return { userId };
    },
    check() {
      try {
        mayActAs(userId);
      } catch (error) {
        if (!(error instanceof CountersignError)) throw error;
        userId = null;
      }
    },
  };
}
