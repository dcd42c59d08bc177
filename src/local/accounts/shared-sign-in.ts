import { CountersignError, type ErrorDetails } from '../../shared/errors.ts';
import type { AccountRecord } from './account-registry.ts';
import type { Tokens } from './oidc.ts';

// H1: a server says itself where one signs in for it. It may lie and name the provider and the audience of another one, so that what
//     the provider gives is good there. So no token is shown to a server before it is known that it is good for no other account's.
// H2: what a token says is read for this only, and only to refuse: it has not been verified here.

type Asked = Pick<AccountRecord, 'serverUrl' | 'issuer' | 'audience'>;

/** @throws CountersignError SIGN_IN_SHARED when a token of this sign-in may be good at the server of another account too */
export function mustBeItsOwn(
  asked: Asked,
  { accessToken }: Tokens,
  others: readonly Asked[],
  details: ErrorDetails = {},
): void {
  const sharing = alsoGoodAt(asked, accessToken, others);
  if (sharing.length === 0) return;
  const { host } = new URL(asked.serverUrl);
  const hosts = [...new Set(sharing.map(({ serverUrl }) => new URL(serverUrl).host))];
  throw new CountersignError('SIGN_IN_SHARED', {
    message: `${host} uses the same sign-in as ${hosts.join(' and ')}: who runs one of them could act as you at the other`,
    details,
  });
}

/** Of these accounts those at whose servers the token may be taken, as far as can be known here. */
function alsoGoodAt(asked: Asked, token: string, others: readonly Asked[]): readonly Asked[] {
  const elsewhere = others.filter(
    ({ serverUrl, issuer }) =>
      originOf(serverUrl) !== originOf(asked.serverUrl) && isSame(issuer, asked.issuer),
  );
  const audiences = audiencesOf(token);
  // Nobody but the provider and its servers can read it: then whoever has the same provider may be one of them.
  if (audiences === null) return elsewhere;
  return elsewhere.filter((other) =>
    audiences.some(
      (audience) => audience === other.audience || originOf(audience) === originOf(other.serverUrl),
    ),
  );
}

function isSame(issuer: string, other: string): boolean {
  return new URL(issuer).href.replace(/\/$/, '') === new URL(other).href.replace(/\/$/, '');
}

function originOf(url: string): string | null {
  const origin = URL.canParse(url) ? new URL(url).origin : 'null';
  return origin === 'null' ? null : origin;
}

/** For whom a JWT is; null: it is none, or does not say. */
function audiencesOf(token: string): readonly string[] | null {
  const payload = payloadOf(token);
  if (typeof payload !== 'object' || payload === null || !('aud' in payload)) return null;
  const audiences = [payload.aud].flat().filter((one): one is string => typeof one === 'string');
  return audiences.length === 0 ? null : audiences;
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return null;
  }
}
