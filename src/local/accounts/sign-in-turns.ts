import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import { timestamp } from '../../shared/clock.ts';
import type { SignInCode } from '../../shared/contract/accounts.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { DeviceCode } from './device-grant.ts';

// S1: one sign-in at a time: there is one person and one browser. A second one takes the place of the first.

interface Turn {
  /** Whose; null: a new one's. */
  readonly accountId: string | null;
  readonly abort: AbortController;
  code: DeviceCode | null;
}

export interface SignInTurns {
  /** Whether somebody is signing in to this account again. */
  isOf(accountId: string): boolean;
  /** What the person has to enter, where; null: nothing. */
  code(): SignInCode | null;
  /** @throws CountersignError SIGN_IN_FAILED when it was cancelled, and what `work` throws */
  take<T>(
    accountId: string | null,
    caller: AbortSignal | undefined,
    work: (signal: AbortSignal, show: (code: DeviceCode) => void) => Promise<T>,
  ): Promise<T>;
  /** In the browser. @throws CountersignError SIGN_IN_FAILED where nothing is to be entered, or no browser opens */
  openPage(): Promise<void>;
  cancel(): void;
}

/** @param changed told whenever what is answered here is not the same any more */
export function createSignInTurns(
  openBrowser: (url: string) => Promise<void>,
  log: Log,
  changed: () => void,
): SignInTurns {
  let current: Turn | null = null;
  const cancel = () => current?.abort.abort(cancelled());
  return {
    isOf: (accountId) => current?.accountId === accountId,
    code() {
      if (current === null || current.code === null) return null;
      const { accountId, code } = current;
      const { userCode, verificationUrl, expiresAt } = code;
      return { accountId, userCode, verificationUrl, expiresTs: timestamp(expiresAt) };
    },
    async take(accountId, caller, work) {
      cancel();
      const mine: Turn = { accountId, abort: new AbortController(), code: null };
      current = mine;
      const leave = () => mine.abort.abort(cancelled());
      caller?.addEventListener('abort', leave, { once: true });
      changed();
      try {
        return await work(mine.abort.signal, (code) => {
          mine.code = code;
          changed();
        });
      } finally {
        caller?.removeEventListener('abort', leave);
        if (current === mine) current = null;
        changed();
      }
    },
    async openPage() {
      const page = current?.code?.pageUrl;
      if (page === undefined) {
        throw new CountersignError('SIGN_IN_FAILED', { message: 'No code waits to be entered' });
      }
      await openBrowser(page).catch((error: unknown) => {
        log.warn('The browser could not be opened', errorFields(error));
        throw new CountersignError('SIGN_IN_FAILED', {
          message: 'The browser could not be opened',
          details: { next: 'Go to the address yourself and enter the code there.' },
          cause: error,
        });
      });
    },
    cancel,
  };
}

function cancelled(): CountersignError {
  return new CountersignError('SIGN_IN_FAILED', {
    message: 'Signing in was cancelled',
    details: { next: 'Begin again when you want to.' },
  });
}
