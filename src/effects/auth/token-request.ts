import { z } from 'zod';
import { fault } from '../faults.ts';
import type { HttpClient, HttpResponse, SendOptions } from '../http/http-client.ts';
import { parseAddress } from '../http/address.ts';
import { authenticateClient } from './client-authentication.ts';
import type { OAuthFields } from './oauth2.ts';

const wellKnown = '/.well-known/openid-configuration';
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** Servers differ in what else they send, and some write the number as text. */
const TokenResponse = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().nonnegative().optional().catch(undefined),
});
const Discovery = z.object({ token_endpoint: z.string() });
const TokenError = z.object({ error: z.string(), error_description: z.string().optional() });

type Send = Omit<SendOptions, 'follow'>;

/**
 * Where tokens are requested. `oauth2`: the path under `endpoints.token`, by default `/oauth2/token`, below the authority.
 * `oidc`: what the discovery document of the authority says; an authority that ends in `/token` is that endpoint itself, as
 * the SDK for Java has it.
 */
export async function tokenEndpointOf(
  kind: 'oauth2' | 'oidc',
  fields: OAuthFields,
  http: HttpClient,
  send: Send,
): Promise<URL> {
  const authority = parseAddress(fields.authority).url;
  const own = fields.endpoints.token;
  if (kind === 'oauth2') return below(authority, own ?? '/oauth2/token');
  if (own !== undefined) return below(authority, own);
  if (authority.pathname.endsWith('/token')) return authority;
  const url = authority.pathname.endsWith(wellKnown) ? authority : below(authority, wellKnown);
  const headers = { accept: 'application/json' };
  const response = await http.send({ method: 'GET', url, headers }, { ...send, follow: true });
  const document = Discovery.safeParse(jsonOf(response));
  if (response.status !== 200 || !document.success) {
    throw fault('communication', `${url.host} has no OpenID discovery document (status ${response.status})`, {
      status: 502,
    });
  }
  return parseAddress(document.data.token_endpoint).url;
}

/** @throws WorkflowError: authentication when the server refuses, communication when it fails, configuration */
export async function requestToken(
  kind: 'oauth2' | 'oidc',
  endpoint: URL,
  fields: OAuthFields,
  http: HttpClient,
  send: Send,
): Promise<{ readonly token: string; readonly expiresInMs: number | undefined }> {
  const form = new URLSearchParams(parametersOf(kind, fields));
  const signIn = new Headers();
  await authenticateClient(fields, endpoint, form, signIn);
  const { encoding } = fields.request;
  const response = await http.send(
    {
      method: 'POST',
      url: endpoint,
      headers: { ...Object.fromEntries(signIn), accept: 'application/json', 'content-type': encoding },
      body: encoding === 'application/json' ? JSON.stringify(asJson(form)) : form.toString(),
    },
    { ...send, follow: false },
  );
  const parsed = TokenResponse.safeParse(jsonOf(response));
  if (response.status < 200 || response.status > 299) throw refusal(endpoint, response);
  if (!parsed.success) {
    throw fault('communication', `${endpoint.host} sent no access token`, { status: 502 });
  }
  const { access_token: token, expires_in: seconds } = parsed.data;
  checkIssuer(token, fields.issuers);
  return { token, expiresInMs: seconds === undefined ? undefined : seconds * 1_000 };
}

function parametersOf(kind: 'oauth2' | 'oidc', fields: OAuthFields): [string, string][] {
  const { grant, subject, actor, username, password } = fields;
  const scopes = kind === 'oidc' ? [...new Set([...fields.scopes, 'openid'])] : fields.scopes;
  const parameters: [string, string][] = [['grant_type', grant]];
  const add = (name: string, value: string) => parameters.push([name, value]);
  if (grant === 'authorization_code') throw needsAPerson();
  if (grant === 'password') {
    add('username', needed(username, grant, 'username'));
    add('password', needed(password, grant, 'password'));
  }
  if (grant === 'refresh_token') add('refresh_token', needed(subject?.token, grant, 'subject.token'));
  else if (subject !== undefined || grant === tokenExchange) {
    add('subject_token', needed(subject?.token, grant, 'subject.token'));
    add('subject_token_type', needed(subject?.type, grant, 'subject.type'));
  }
  if (actor !== undefined) {
    add('actor_token', actor.token);
    add('actor_token_type', actor.type);
  }
  if (scopes.length > 0) add('scope', scopes.join(' '));
  for (const audience of fields.audiences) add('audience', audience);
  return parameters;
}

function needsAPerson(): Error {
  return fault(
    'configuration',
    'The grant authorization_code needs a person at a browser, which no effect has: use client_credentials or refresh_token',
  );
}

function needed(value: string | undefined, grant: string, name: string): string {
  if (value !== undefined) return value;
  throw fault('configuration', `The grant ${grant} needs ${name}`);
}

/** A path is taken below the authority, whether or not it begins with a slash; a full address as it is. */
function below(authority: URL, path: string): URL {
  if (/^https?:\/\//i.test(path)) return parseAddress(path).url;
  const url = new URL(authority);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;
  return url;
}

/** A parameter that is given several times becomes a list. */
function asJson(form: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function refusal(endpoint: URL, response: HttpResponse): Error {
  const told = TokenError.safeParse(jsonOf(response));
  const reason = told.success
    ? `: ${[told.data.error, told.data.error_description].filter((text) => text !== undefined).join(', ')}`
    : '';
  const detail = `${endpoint.host} issued no token (status ${response.status})${reason.slice(0, 300)}`;
  return response.status >= 400 && response.status < 500
    ? fault('authentication', detail)
    : fault('communication', detail, { status: response.status });
}

/** Tokens that are no JWT, or name no issuer, say nothing to check. @throws WorkflowError (authentication) */
function checkIssuer(token: string, issuers: readonly string[]): void {
  const payload = token.split('.')[1];
  if (issuers.length === 0 || payload === undefined) return;
  const claims = z
    .object({ iss: z.string() })
    .safeParse(parsed(Buffer.from(payload, 'base64url').toString()));
  if (!claims.success || issuers.includes(claims.data.iss)) return;
  throw fault('authentication', 'The token comes from an issuer that is not among those expected');
}

function jsonOf(response: HttpResponse): unknown {
  return parsed(response.body.toString());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
