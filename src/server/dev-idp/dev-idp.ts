import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { errors, interactionPolicy, Provider, type Configuration } from 'oidc-provider';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Clock } from '../../shared/clock.ts';
import { codeOf, StartError } from '../start-error.ts';
import { demoHost, demoUsers } from './demo-users.ts';
import { createFileAdapter } from './file-adapter.ts';
import { keysIn, type Keys } from './keys.ts';
import { problemPage, signInPage } from './sign-in-page.ts';

// V1: it lets in whoever asks, so it listens on loopback addresses only, and is never there when OIDC_ISSUER is set.

export interface DevIdp {
  readonly issuer: string;
  close(): Promise<void>;
}

export interface DevIdpOptions {
  readonly folder: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Of tokens that are asked for without saying which server they are for. */
  readonly audience: string;
  /** Addresses of servers, besides those on loopback, for which tokens are given; each is good for that one only. */
  readonly resources?: readonly string[];
  readonly clientId: string;
  /** What tokens for this server can be given. */
  readonly scopes: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** How long access tokens are good, in seconds. */
  readonly tokenSeconds?: number;
}

const day = 86_400;
const tokenSecondsByDefault = 600;
const signature = 'ES256';
const signInPath = /^\/sign-in\/[\w-]+$/;
const longestForm = 1_000;
/** Whatever comes after the port: RFC 8252 lets the port of a loopback address vary. */
const redirects = [
  'http://127.0.0.1/callback',
  'http://[::1]/callback',
  'http://localhost/callback',
  'http://127.0.0.1/',
];

/** An OpenID provider for development: PKCE for the desktop app, two demo users, tokens that this server takes. @throws StartError */
export async function startDevIdp(options: DevIdpOptions): Promise<DevIdp> {
  const keys = await keysIn(join(options.folder, 'keys.json'));
  const server = createServer();
  await listen(server, options.port);
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, configurationOf(options, keys));
  provider.on('server_error', (_context, error) => {
    options.log.error('The identity provider for development failed', errorFields(error));
  });
  const standard = provider.callback();
  server.on('request', (request, response) => {
    if (!signInPath.test(request.url ?? '')) return void standard(request, response);
    signIn(provider, request, response).catch(() => {
      page(
        response,
        400,
        problemPage('This sign-in has ended or was begun elsewhere. Begin again in the app.'),
      );
    });
  });
  return {
    issuer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await provider.interactionDetails(request, response);
  if (request.method !== 'POST') return page(response, 200, signInPage(demoUsers));
  if (Number(request.headers['content-length'] ?? 0) > longestForm)
    return page(response, 413, problemPage('Too long.'));
  const accountId = new URLSearchParams(await text(request)).get('user');
  const user = demoUsers.find(({ userId }) => userId === accountId);
  if (user === undefined)
    return page(response, 400, problemPage('There is no such user. Go back and choose one.'));
  await provider.interactionFinished(request, response, { login: { accountId: user.userId } });
}

function page(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
  });
  response.end(html);
}

function configurationOf(options: DevIdpOptions, keys: Keys): Configuration {
  const { audience, clientId, scopes, clock, folder, tokenSeconds = tokenSecondsByDefault } = options;
  const isServer = (resource: string) =>
    resource === audience || (options.resources ?? []).includes(resource) || isOnLoopback(resource);
  return {
    adapter: createFileAdapter(join(folder, 'signed-in.json'), clock),
    clients: [
      {
        client_id: clientId,
        client_name: 'Countersign',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        id_token_signed_response_alg: signature,
        redirect_uris: redirects,
      },
    ],
    jwks: { keys: keys.signing },
    cookies: { keys: keys.cookies },
    enabledJWA: { idTokenSigningAlgValues: [signature] },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: { profile: ['name'], email: ['email'] },
    findAccount: (_context, accountId) => {
      const user = demoUsers.find(({ userId }) => userId === accountId);
      if (user === undefined) return undefined;
      return { accountId, claims: () => ({ sub: accountId, name: user.name, email: user.email }) };
    },
    extraTokenClaims: (context, token) => {
      const user = demoUsers.find(({ userId }) => 'accountId' in token && userId === token.accountId);
      if (user === undefined) return undefined;
      const { AuthorizationCode, RefreshToken } = context.oidc.entities;
      return {
        host: demoHost.id,
        host_name: demoHost.name,
        uid: user.userId,
        name: user.name,
        email: user.email,
        roles: user.roles,
        permissions: user.permissions,
        auth_time: AuthorizationCode?.authTime ?? RefreshToken?.authTime,
      };
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          scope: scopes.join(' '),
          audience: isServer(resource) ? resource : unknownServer(),
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenSeconds,
          jwt: { sign: { alg: signature } },
        }),
      },
    },
    interactions: { url: (_context, { uid }) => `/sign-in/${uid}`, policy: askWhoEachTime() },
    /** Whoever is let in has agreed to everything. */
    loadExistingGrant: async (context) => {
      const { client, session, provider } = context.oidc;
      const asked = [context.oidc.params?.['resource'] ?? audience].flat().map(String);
      const grant = new provider.Grant({
        ...(client === undefined ? {} : { clientId: client.clientId }),
        ...(session?.accountId === undefined ? {} : { accountId: session.accountId }),
      });
      grant.addOIDCScope('openid profile email offline_access');
      for (const resource of asked) grant.addResourceScope(resource, scopes.join(' '));
      await grant.save();
      return grant;
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    clientBasedCORS: () => false,
    renderError: (context, { error, error_description: description }) => {
      context.type = 'html';
      context.body = problemPage(description ?? error);
    },
    ttl: {
      AccessToken: tokenSeconds,
      AuthorizationCode: 60,
      Grant: 14 * day,
      IdToken: 3_600,
      Interaction: 3_600,
      RefreshToken: 14 * day,
      Session: 14 * day,
    },
  };
}

function isOnLoopback(resource: string): boolean {
  const url = URL.canParse(resource) ? new URL(resource) : null;
  return url?.protocol === 'http:' && url.origin === resource && /^(127\.|localhost|\[::1\])/.test(url.host);
}

/** @throws always */
function unknownServer(): never {
  throw new errors.InvalidTarget();
}

/** One browser signs both demo users in, so nobody stays signed in there. */
function askWhoEachTime() {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('who', 'who signs in is asked each time', (context) =>
        context.oidc.result?.login === undefined
          ? interactionPolicy.Check.REQUEST_PROMPT
          : interactionPolicy.Check.NO_NEED_TO_PROMPT,
      ),
    );
  return policy;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const words = `The identity provider for development cannot listen on port ${port}`;
      reject(
        new StartError(`${words} (${codeOf(error) ?? error.message}). Set DEV_IDP_PORT to another.`, {
          cause: error,
        }),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}
