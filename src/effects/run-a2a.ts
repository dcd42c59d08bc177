import { z } from 'zod';
import { isJsonObject } from '../shared/json-object.ts';
import { Json } from '../shared/json.ts';
import { agentEndpoint } from './a2a-agent.ts';
import { serverSentData } from './a2a-stream.ts';
import type { EffectContext, EffectHandler } from './effects.ts';
import type { EffectTools } from './effect-tools.ts';
import { fault } from './faults.ts';
import { parseAddress } from './http/address.ts';
import { networkFault } from './http/network-fault.ts';
import { sendSignedIn } from './http/send-signed-in.ts';
import { checkStatus } from './http/status-fault.ts';

const streaming: readonly string[] = ['message/stream', 'tasks/resubscribe'];
const sending: readonly string[] = ['message/send', 'message/stream'];
const longestReason = 500;

const Answer = z.union([
  z.object({ error: z.object({ code: z.number(), message: z.string() }) }),
  z.object({ result: Json }),
]);

/**
 * Calls a method of an A2A agent by JSON-RPC 2.0 over HTTP. The output is the result; of the streaming methods, the list of all
 * results in their order, once the stream has ended. A message without `messageId` and `role` gets the idempotency key as its id, so
 * that a repeated call repeats the message, and the role `user`.
 * @throws WorkflowError: runtime for an error of the agent; communication for no, another or a broken answer; timeout beyond
 * `limits.requestMs`; configuration, authentication
 */
export const runA2a: EffectHandler<'a2a'> = async (effect, context, tools) => {
  const endpoint = await agentEndpoint(effect, context, tools);
  const params = sending.includes(effect.method) ? completed(effect.parameters, context) : effect.parameters;
  const { idempotencyKey: id } = context;
  const body = JSON.stringify({ jsonrpc: '2.0', id, method: effect.method, params: params ?? {} });
  const { url, userinfo } = parseAddress(endpoint.uri);
  const authentication = endpoint.authentication ?? (userinfo && { basic: userinfo });
  const headers = { 'content-type': 'application/json', 'idempotency-key': id, 'user-agent': 'countersign' };
  if (streaming.includes(effect.method)) {
    const authorization = await tools.authorization(authentication, context);
    const signedIn = authorization === undefined ? headers : { ...headers, authorization };
    return readStream(url, { headers: signedIn, body }, context, tools);
  }
  const response = await sendSignedIn(
    { method: 'POST', url, headers: { ...headers, accept: 'application/json' }, body },
    authentication,
    context,
    tools,
    { follow: false, maxBytes: tools.limits.responseBytes },
  );
  checkStatus(response, false);
  return resultIn(response.body.toString(), url);
};

async function readStream(
  url: URL,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  context: EffectContext,
  { fetch, limits, options }: EffectTools,
): Promise<Json> {
  const late = new AbortController();
  const timer = options.timers.after(limits.requestMs, () => late.abort());
  try {
    const response = await fetch(url.href, {
      method: 'POST',
      headers: { ...request.headers, accept: 'text/event-stream' },
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.any([context.signal, late.signal]),
    });
    return await resultsOf(response, url, limits);
  } catch (error) {
    if (late.signal.aborted && !context.signal.aborted) {
      const detail = `The stream of ${url.host} took longer than ${limits.requestMs} ms`;
      throw fault('timeout', detail, { cause: error });
    }
    throw networkFault(error, url, undefined);
  } finally {
    timer.cancel();
  }
}

async function resultsOf(response: Response, url: URL, limits: EffectTools['limits']): Promise<Json> {
  const { status, statusText, body } = response;
  if (status < 200 || status > 299 || body === null) {
    await body?.cancel();
    const title = statusText === '' ? {} : { title: statusText };
    throw fault('communication', `POST ${url.origin} answered ${status} ${statusText}`.trim(), {
      status,
      ...title,
    });
  }
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const results: Json[] = [];
  for await (const data of isStream ? serverSentData(body, limits.responseBytes) : wholeText(body, limits)) {
    results.push(resultIn(data, url));
    if (results.length > limits.streamEvents) {
      throw fault('communication', `The stream has more than ${limits.streamEvents} events`, { status: 502 });
    }
  }
  return results;
}

/** An agent that cannot stream answers as it does to a call, with an error most often. */
async function* wholeText(body: ReadableStream<Uint8Array>, limits: EffectTools['limits']) {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limits.responseBytes) {
      throw fault('communication', `The response is larger than ${limits.responseBytes} bytes`, {
        status: 502,
      });
    }
    chunks.push(chunk);
  }
  yield Buffer.concat(chunks).toString();
}

function resultIn(text: string, url: URL): Json {
  const answer = Answer.safeParse(jsonOrUndefined(text)).data;
  if (answer === undefined) {
    throw fault('communication', `What ${url.host} answered is not JSON-RPC`, { status: 502 });
  }
  if ('result' in answer) return answer.result;
  const { code, message } = answer.error;
  throw fault('runtime', message.slice(0, longestReason), { title: `A2A error ${code}` });
}

function completed(parameters: Json, { idempotencyKey }: EffectContext): Json {
  if (!isJsonObject(parameters)) return parameters;
  const { message } = parameters;
  if (!isJsonObject(message)) return parameters;
  return { ...parameters, message: { messageId: idempotencyKey, role: 'user', ...message } };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
