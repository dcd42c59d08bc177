import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Timers } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import { openLoopbackRedirect } from './loopback-redirect.ts';
import type { Oidc, OidcClient, Tokens } from './oidc.ts';

export interface BrowserSignIn {
  readonly oidc: Pick<Oidc, 'authorize'>;
  /** Opens the system's browser; `url` is https, or on this computer. */
  readonly openBrowser: (url: string) => Promise<void>;
  readonly timers: Timers;
  readonly log: Log;
}

export const signInMinutes = 5;

const signedIn = { title: 'You are signed in', words: 'You can close this tab and go back to Countersign.' };
const notSignedIn = {
  title: 'Signing in did not work',
  words: 'You can close this tab. Countersign says what went wrong.',
};

/**
 * Has the person sign in in their own browser.
 * @param anew whether they have to show again who they are
 * @param finish what has to work besides, before the browser says that it did
 * @throws CountersignError SIGN_IN_FAILED also when it was cancelled or took too long, SERVER_UNREACHABLE, and what `finish` throws
 */
export async function signInByBrowser<T>(
  { oidc, openBrowser, timers, log }: BrowserSignIn,
  of: OidcClient,
  anew: boolean,
  signal: AbortSignal,
  finish: (tokens: Tokens) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = timers.after(signInMinutes * 60_000, () =>
    late.abort(failed(`Nobody signed in within ${signInMinutes} minutes.`)),
  );
  const either = AbortSignal.any([signal, late.signal]);
  const redirect = await openLoopbackRedirect();
  try {
    const { url, exchange } = await oidc.authorize(of, redirect.redirectUri, anew);
    const answer = redirect.answer(url.searchParams.get('state') ?? '', either);
    // Heard below, once the browser is open; until then it must not count as unheard.
    answer.catch(() => {});
    await openBrowser(url.href).catch((error: unknown) => {
      log.warn('The browser could not be opened', errorFields(error));
      throw failed('The browser could not be opened.', error);
    });
    const { url: came, show } = await answer;
    try {
      const result = await finish(await exchange(came));
      show(signedIn);
      return result;
    } catch (error) {
      show(notSignedIn);
      throw error;
    }
  } finally {
    timer.cancel();
    await redirect.close();
  }
}

function failed(message: string, cause?: unknown): CountersignError {
  return new CountersignError('SIGN_IN_FAILED', { message, cause });
}
