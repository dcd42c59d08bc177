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

const onceMore = {
  title: 'Please sign in once more',
  words:
    'A device of yours was signed out or revoked since you signed in here. Show again who you are in the tab that opens now.',
};

/**
 * Has the person sign in in their own browser. Where a provider answers from its session, and the server asks for a sign-in after a
 * device was revoked, they do so once more and show who they are.
 * @param anew whether they have to show that the first time already
 * @param finish what has to work besides, before the browser says that it did; it is called again for the second time
 * @throws CountersignError SIGN_IN_FAILED also when it was cancelled or took too long, SERVER_UNREACHABLE, and what `finish` throws
 */
export async function signInByBrowser<T>(
  parts: BrowserSignIn,
  of: OidcClient,
  anew: boolean,
  signal: AbortSignal,
  finish: (tokens: Tokens) => Promise<T>,
): Promise<T> {
  try {
    return await goToBrowser(parts, of, anew, signal, finish);
  } catch (error) {
    if (anew || !isTooOld(error)) throw error;
    signal.throwIfAborted();
    return goToBrowser(parts, of, true, signal, finish);
  }
}

/** The sign-in is from before a device of its user was revoked. */
function isTooOld(error: unknown): boolean {
  return error instanceof CountersignError && error.code === 'DEVICE_REVOKED';
}

async function goToBrowser<T>(
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
      show(!anew && isTooOld(error) ? onceMore : notSignedIn);
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
