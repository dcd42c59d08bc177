import type { Authentication, HttpOutput } from '../engine/effect.ts';
import type { Json } from '../shared/json.ts';
import type { EffectTools } from './effect-tools.ts';
import type { EffectContext, EffectHandler } from './effects.ts';
import { parseAddress } from './http/address.ts';
import { requestHeaders, requestMethod } from './http/headers.ts';
import { httpOutput } from './http/http-output.ts';
import { objectOf, queryEntries, withQuery } from './http/query.ts';
import { requestBody } from './http/request-body.ts';
import { sendSignedIn } from './http/send-signed-in.ts';
import { checkStatus } from './http/status-fault.ts';

/** One HTTP call, whoever describes it. */
export interface Call {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, Json>>;
  readonly query: readonly (readonly [string, string])[];
  readonly body?: Json | undefined;
  readonly authentication?: Authentication | undefined;
  readonly output: HttpOutput;
  readonly redirect: boolean;
}

/** `call: http`. */
export const runHttp: EffectHandler<'http'> = async ({ endpoint, query, ...call }, context, tools) =>
  runCall({ ...call, ...endpoint, query: queryEntries(objectOf(query, 'query')) }, context, tools);

/**
 * Sends a call and shapes its output. Whatever may change something carries the effect's key as `Idempotency-Key`, unless the
 * author sets one. With `redirect`, redirects are followed, and one that leads nowhere is a result.
 */
export async function runCall(call: Call, context: EffectContext, tools: EffectTools): Promise<Json> {
  const { url, userinfo } = parseAddress(call.uri);
  const method = requestMethod(call.method);
  const own = requestHeaders(objectOf(call.headers, 'headers'));
  const sent = call.body === undefined ? undefined : requestBody(call.body, own['content-type']);
  const request = {
    method,
    url: withQuery(url, call.query),
    headers: {
      accept: 'application/json, text/*;q=0.9, */*;q=0.8',
      'user-agent': 'countersign',
      ...(method === 'GET' || method === 'HEAD' ? {} : { 'idempotency-key': context.idempotencyKey }),
      ...(sent?.contentType === undefined ? {} : { 'content-type': sent.contentType }),
      ...own,
    },
    body: sent?.body,
  };
  const authentication = call.authentication ?? (userinfo && { basic: userinfo });
  const response = await sendSignedIn(request, authentication, context, tools, {
    follow: call.redirect,
    maxBytes: tools.limits.responseBytes,
  });
  checkStatus(response, call.redirect);
  return httpOutput(response, call.output, context.confidential);
}
