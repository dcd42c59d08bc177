import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json } from '../../shared/json.ts';
import { answerFailure } from '../sync/transports/failures.ts';
import { wholeAnswer, type ServerFetchOptions } from '../sync/transports/server-fetch.ts';
import type { Tokens } from './oidc.ts';

/** What an OAuth endpoint says: `refused` with the code of its error, or with the status where it gives none. */
export type FormAnswer =
  | { readonly kind: 'taken'; readonly body: Json }
  | { readonly kind: 'refused'; readonly error: string; readonly description: string };

type Network = Pick<ServerFetchOptions, 'fetch' | 'timers'>;

/** @throws TransportError where it cannot be known what the endpoint says */
export async function postForm(
  network: Network,
  url: string,
  fields: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FormAnswer> {
  const response = await wholeAnswer(network, signal, (within) =>
    network.fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
      redirect: 'error',
      signal: within,
    }),
  );
  const text = await response.text();
  const body = parsed(text);
  if (response.ok) return { kind: 'taken', body };
  if (response.status >= 500 || response.status === 429) throw answerFailure(response, '');
  const said = isJsonObject(body) ? body : {};
  const error = typeof said['error'] === 'string' ? said['error'] : `status ${response.status}`;
  const description = [said['error_description'], said['description'], said['message']].find(
    (words) => typeof words === 'string',
  );
  return { kind: 'refused', error, description: description ?? error };
}

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
});

/** Where it is not said how long a token is good, in seconds. */
const usualSeconds = 300;

/** @returns null for what is no token */
export function tokensIn(body: Json, clock: Clock): Tokens | null {
  const { data } = TokenAnswer.safeParse(body);
  if (data === undefined) return null;
  return {
    accessToken: data.access_token,
    expiresAt: clock.now() + (data.expires_in ?? usualSeconds) * 1_000,
    refreshToken: data.refresh_token ?? null,
    idToken: null,
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
