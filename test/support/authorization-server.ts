import { loopback, sendJson } from './loopback.ts';
import type { Received } from './loopback.ts';
import type { Json } from '../../src/shared/json.ts';

/** An authorization server that issues `token-1`, `token-2`…, and an API that takes the newest. */
export async function authorizationServer(
  answer: (form: URLSearchParams, request: Received) => Json = () => ({ expires_in: 3_600 }),
) {
  let issued = 0;
  const isValid = (header: string | undefined) => header === `Bearer token-${issued}`;
  const server = await loopback((request, response) => {
    if (request.path === '/api') {
      if (isValid(request.headers.authorization)) sendJson(response, 'in');
      else sendJson(response, {}, 401);
      return;
    }
    if (request.path.endsWith('/.well-known/openid-configuration')) {
      sendJson(response, { issuer: 'x', token_endpoint: `${server.origin}/discovered` });
      return;
    }
    const said = answer(new URLSearchParams(request.body), request);
    if (typeof said === 'object' && said !== null && 'error' in said) {
      sendJson(response, said, 400);
      return;
    }
    issued += 1;
    sendJson(response, { access_token: `token-${issued}`, token_type: 'Bearer', ...(said as object) });
  });
  const tokenRequests = () =>
    server.requests.filter(({ path }) => path !== '/api' && !path.includes('well-known'));
  return {
    ...server,
    tokenRequests,
    form: () => new URLSearchParams(tokenRequests()[0]?.body),
    /** As if the token had been withdrawn. */
    invalidate: () => (issued += 1),
  };
}
