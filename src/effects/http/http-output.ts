import type { HttpOutput } from '../../engine/effect.ts';
import type { Json } from '../../shared/json.ts';
import { hider, isCredentialName } from '../secrets.ts';
import { contentOf } from './content.ts';
import type { HttpResponse } from './http-client.ts';

/**
 * What a call gives, as `output` of the language has it. In `response` the request is what was sent last, without the headers
 * that hold credentials and with secrets masked, since outputs are recorded.
 * @throws WorkflowError (communication) when the body is not what its content type says
 */
export function httpOutput(
  response: HttpResponse,
  output: HttpOutput,
  confidential: readonly string[],
): Json {
  if (output === 'raw') return response.body.toString('base64');
  const content = contentOf(response.body, response.headers['content-type']);
  if (output === 'content') return content;
  const hide = hider(confidential);
  const { method, url, headers } = response.request;
  const shown = Object.entries(headers).filter(([name]) => !isCredentialName(name));
  return {
    request: {
      method,
      uri: hide(url.href),
      headers: Object.fromEntries(shown.map(([name, value]) => [name, hide(value)])),
    },
    statusCode: response.status,
    headers: { ...response.headers },
    content,
  };
}
