import { ClientSecretJwt, ClientSecretPost, None } from 'oauth4webapi';
import type { ClientAuth } from 'oauth4webapi';
import { fault } from '../faults.ts';
import { basicHeader } from './basic.ts';
import type { OAuthFields } from './oauth2.ts';

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Adds to a token request what proves who the client is (RFC 6749, 2.3; RFC 7523).
 * @throws WorkflowError (configuration) naming the field that the method needs
 */
export async function authenticateClient(
  { authority, client }: OAuthFields,
  endpoint: URL,
  form: URLSearchParams,
  headers: Headers,
): Promise<void> {
  const method = client.authentication;
  if (client.id === undefined && method === 'none') return;
  const clientId = needed(client.id, method, 'client.id');
  const server = { issuer: authority, token_endpoint: endpoint.href };
  await methodOf(client)(server, { client_id: clientId }, form, headers);
}

function methodOf(client: OAuthFields['client']): ClientAuth {
  const { authentication: method, secret, assertion } = client;
  switch (method) {
    case 'none':
      return None();
    case 'client_secret_post':
      // Public clients of password and exchange grants have no secret; most servers call that this method all the same.
      return secret === undefined ? None() : ClientSecretPost(secret);
    case 'client_secret_basic':
      return basic(needed(secret, method, 'client.secret'));
    case 'client_secret_jwt':
      return assertion === undefined
        ? ClientSecretJwt(needed(secret, method, 'client.secret'))
        : readyMade(assertion);
    case 'private_key_jwt':
      return readyMade(needed(assertion, method, 'client.assertion'));
  }
}

/** The library percent-encodes even `-` and `.`, which the form encoding does not, and servers compare by text. */
function basic(secret: string): ClientAuth {
  return (_server, { client_id: id }, _form, headers) => {
    headers.set('authorization', basicHeader(formEncoded(id), formEncoded(secret)));
  };
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** The language takes the assertion itself, signed by whoever has the key. */
function readyMade(assertion: string): ClientAuth {
  return (_server, { client_id: id }, form) => {
    form.set('client_id', id);
    form.set('client_assertion_type', jwtBearer);
    form.set('client_assertion', assertion);
  };
}

function needed(value: string | undefined, method: string, name: string): string {
  if (value !== undefined) return value;
  throw fault('configuration', `The client authentication ${method} needs ${name}`);
}
