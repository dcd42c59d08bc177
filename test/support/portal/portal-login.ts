/** One time that a client asked whether the person has entered the code. */
export interface Poll {
  /** In milliseconds, by the portal's clock. */
  readonly at: number;
  readonly outcome: string;
}

export interface LoginOptions {
  readonly providerId?: string;
  readonly clientId?: string;
  /** In seconds. */
  readonly interval?: number;
  readonly codeSeconds?: number;
  readonly tokenSeconds?: number;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** The sign-in of a light-portal: RFC 8628, access tokens of ten minutes, refresh tokens that are good once. */
export interface PortalLogin {
  /** The code that was given last. */
  readonly userCode: string;
  readonly polls: readonly Poll[];
  /** Every refresh token that was shown, in order. */
  readonly shown: readonly string[];
  /** How often a whole sign-in was revoked because an old refresh token was shown. */
  readonly revoked: number;
  /** The person enters the code, or refuses. */
  approve(user: string): void;
  deny(): void;
  /** What the next polls say, whatever is entered. */
  nextPolls(...outcomes: readonly ('slow_down' | 'breaks')[]): void;
  userOf(token: string): string | undefined;
  /** @returns null for what is none of its addresses */
  answer(path: string, form: URLSearchParams, origin: string): Answer | 'breaks' | null;
}

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

export function createPortalLogin({
  hostId,
  now,
  providerId = 'EF3wqhfWQti2DUVrvYNM7g',
  clientId = 'countersign-desktop',
  interval = 5,
  codeSeconds = 600,
  tokenSeconds = 600,
}: LoginOptions & { readonly hostId: string; readonly now: () => number }): PortalLogin {
  const polls: Poll[] = [];
  const shown: string[] = [];
  const outcomes: string[] = [];
  /** Of each refresh token its sign-in; the current one of a sign-in is good. */
  const logins = new Map<string, { user: string; current: string | null }>();
  let number = 0;
  let revoked = 0;
  let code: { device: string; user: string; expiresAt: number; decision: string | null } | null = null;
  let between = interval * 1_000;
  let lastPoll = Number.NEGATIVE_INFINITY;

  const refused = (error: string, status = 400): Answer => ({ status, body: { error } });
  const tokens = (login: { user: string; current: string | null }): Answer => {
    number += 1;
    const claims = { host: hostId, uid: login.user, exp: Math.floor(now() / 1_000) + tokenSeconds, number };
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const refresh_token = `refresh-${number}`;
    login.current = refresh_token;
    logins.set(refresh_token, login);
    return {
      status: 200,
      body: {
        access_token: `e30.${payload}.signed`,
        token_type: 'bearer',
        expires_in: tokenSeconds,
        refresh_token,
      },
    };
  };
  const decide = (device: string): string => {
    const early = now() - lastPoll < between;
    lastPoll = now();
    const scripted = outcomes.shift();
    if (scripted === 'slow_down' || (early && scripted === undefined)) {
      between += 5_000;
      return 'slow_down';
    }
    if (scripted !== undefined) return scripted;
    if (code === null || code.device !== device) return 'invalid_grant';
    if (now() >= code.expiresAt) return 'expired_token';
    return code.decision ?? 'authorization_pending';
  };
  const poll = (device: string): Answer | 'breaks' => {
    const outcome = decide(device);
    polls.push({ at: now(), outcome });
    if (outcome === 'breaks') return 'breaks';
    if (!outcome.startsWith('as ')) return refused(outcome);
    code = null;
    return tokens({ user: outcome.slice(3), current: null });
  };
  const refresh = (token: string): Answer => {
    shown.push(token);
    const login = logins.get(token);
    if (login === undefined) return refused('invalid_grant');
    if (login.current === token) return tokens(login);
    if (login.current !== null) revoked += 1;
    login.current = null;
    return refused('invalid_grant');
  };

  return {
    get userCode() {
      return code?.user ?? '';
    },
    polls,
    shown,
    get revoked() {
      return revoked;
    },
    approve(user) {
      if (code !== null) code.decision = `as ${user}`;
    },
    deny() {
      if (code !== null) code.decision = 'access_denied';
    },
    nextPolls: (...next) => void outcomes.push(...next),
    userOf(token) {
      const payload = token.split('.')[1] ?? '';
      try {
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
          uid: string;
          exp: number;
        };
        return claims.exp * 1_000 > now() ? claims.uid : undefined;
      } catch {
        return undefined;
      }
    },
    answer(path, form, origin) {
      const [, root, provider, what] = path.split('/');
      if (root !== 'oauth2') return null;
      if (provider !== providerId) {
        return {
          status: 404,
          body: { statusCode: 404, code: 'ERR11637', message: 'PROVIDER_ID_NOT_FOUND' },
        };
      }
      if (form.get('client_id') !== clientId) return refused('invalid_client', 401);
      if (what === 'device_authorization') {
        number += 1;
        code = {
          device: `device-${number}`,
          user: `WDJB-${String(1_000 + number)}`,
          expiresAt: now() + codeSeconds * 1_000,
          decision: null,
        };
        lastPoll = now();
        between = interval * 1_000;
        const verification_uri = `${origin}/device`;
        return {
          status: 200,
          body: {
            device_code: code.device,
            user_code: code.user,
            verification_uri,
            verification_uri_complete: `${verification_uri}?user_code=${code.user}`,
            expires_in: codeSeconds,
            interval,
          },
        };
      }
      if (what !== 'token') return { status: 404, body: {} };
      return form.get('grant_type') === grantType
        ? poll(form.get('device_code') ?? '')
        : refresh(form.get('refresh_token') ?? '');
    },
  };
}
