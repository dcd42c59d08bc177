import { isJsonObject } from '../../../src/shared/json-object.ts';
import type { StubHandler } from '../stubs/stub-service.ts';
import { completes, milou, petstore, type ExampleRun } from './example-run.ts';

const keycloak = 'http://keycloak';
const realm = '/realms/fake-authority';
const token = 'token-1';

/** The example's own client, as a secret. */
const client = { id: 'workflow-runtime-id', secret: 'workflow-runtime-secret' };

/** Gives out a token to the example's client, by any way that a client may name itself. */
const authority: StubHandler = ({ method, url, headers, body }) => {
  if (url === `${realm}/.well-known/openid-configuration`) return { body: discovery };
  if (method !== 'POST' || !url.endsWith('/token')) return undefined;
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  const field = (name: string) => form.get(name) ?? (isJsonObject(body) ? body[name] : undefined);
  const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
  const known =
    headers.authorization === basic ||
    (field('client_id') === client.id && field('client_secret') === client.secret);
  if (!known || field('grant_type') !== 'client_credentials') {
    return { status: 401, body: { error: 'invalid_client' } };
  }
  return { body: { access_token: token, token_type: 'Bearer', expires_in: 300 } };
};

const discovery = {
  issuer: `${keycloak}${realm}`,
  authorization_endpoint: `${keycloak}${realm}/auth`,
  token_endpoint: `${keycloak}${realm}/protocol/openid-connect/token`,
  jwks_uri: `${keycloak}${realm}/certs`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
};

/** Shows a pet only to who has the token. */
const guarded: StubHandler = ({ url, headers }) => {
  if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: { message: 'Who are you?' } };
  return url === '/v2/pet/1' ? { body: milou } : undefined;
};

const behindAuthority = { [petstore]: guarded, [keycloak]: authority };
const settings = { authority: `${keycloak}${realm}`, grant: 'client_credentials', client };

export const authenticationExamples: readonly ExampleRun[] = [
  ...['authentication-bearer', 'authentication-bearer-uri-format', 'authentication-reusable'].map(
    (example): ExampleRun => ({
      example,
      input: { petId: 1, token },
      handlers: { [petstore]: guarded },
      gives: completes(milou),
    }),
  ),
  {
    example: 'authentication-bearer',
    case: 'with another token',
    input: { token: 'wrong' },
    handlers: { [petstore]: guarded },
    gives: {
      status: 'faulted',
      error: { status: 401, instance: '/do/0/getPet' },
    },
  },
  ...['authentication-oauth2', 'authentication-oidc'].map((example): ExampleRun => ({
    example,
    input: { petId: 1 },
    handlers: behindAuthority,
    gives: completes(milou),
  })),
  ...['authentication-oauth2-secret', 'authentication-oidc-secret'].flatMap((example): ExampleRun[] => [
    {
      example,
      input: { petId: 1 },
      secrets: { mySecret: settings },
      handlers: behindAuthority,
      gives: completes(milou),
    },
    {
      example,
      case: 'without the secret',
      input: { petId: 1 },
      handlers: behindAuthority,
      gives: {
        status: 'faulted',
        error: { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/authorization', status: 403 },
      },
    },
  ]),
];
