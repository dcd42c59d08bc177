import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

const Tokens = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  id_token: z.string(),
  expires_in: z.number(),
  scope: z.string(),
});
export type Tokens = z.infer<typeof Tokens>;

const Discovery = z.object({
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url(),
});

export interface SignInOptions {
  readonly issuer: string;
  readonly user: string;
  readonly clientId?: string;
  readonly scopes?: readonly string[];
  /** For which server; by default none is named. */
  readonly resource?: string;
  /** Nobody listens there: the code is taken from the redirect itself. */
  readonly redirectUri?: string;
}

const everyScope = ['workflow.read', 'workflow.write', 'workflow.task.override'];
const mostRedirects = 10;

/** Signs a demo user in at the identity provider for development as a browser does: by following redirects and posting its form. */
export async function signIn({
  issuer,
  user,
  clientId = 'countersign-desktop',
  scopes = everyScope,
  redirectUri = 'http://127.0.0.1:54321/callback',
  resource,
}: SignInOptions): Promise<Tokens> {
  const endpoints = await discover(issuer);
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const url = new URL(endpoints.authorization_endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: ['openid', 'profile', ...scopes].join(' '),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(resource === undefined ? {} : { resource }),
  }).toString();
  const arrived = await browse(url, user, redirectUri);
  if (arrived.searchParams.get('state') !== state) throw new Error('The state came back changed');
  const code = arrived.searchParams.get('code');
  if (code === null)
    throw new Error(`Signing in ended with ${arrived.searchParams.get('error') ?? 'nothing'}`);
  return tokensFrom(endpoints.token_endpoint, {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  });
}

/** @throws Error with the answer when the refresh token is not taken */
export async function refresh(
  issuer: string,
  refreshToken: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Tokens> {
  const { token_endpoint: endpoint } = await discover(issuer);
  return tokensFrom(endpoint, {
    grant_type: 'refresh_token',
    client_id: 'countersign-desktop',
    refresh_token: refreshToken,
    ...more,
  });
}

async function discover(issuer: string): Promise<z.infer<typeof Discovery>> {
  return Discovery.parse(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json());
}

/** @returns the address of the redirect back to the app */
async function browse(from: URL, user: string, redirectUri: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let next = from;
  for (let redirects = 0; redirects < mostRedirects; redirects += 1) {
    const isPage = next.pathname.startsWith('/sign-in/');
    const response = await fetch(next, {
      method: isPage ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(isPage ? { body: new URLSearchParams({ user }) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';', 1)[0] ?? '').split(/=(.*)/);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${response.status}: ${await response.text()}`);
    next = new URL(location, next);
    if (next.href.startsWith(redirectUri)) return next;
  }
  throw new Error('It redirects in a circle');
}

async function tokensFrom(endpoint: string, form: Record<string, string>): Promise<Tokens> {
  const response = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(form) });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return Tokens.parse(await response.json());
}
