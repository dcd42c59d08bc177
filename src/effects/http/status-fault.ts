import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { fault } from '../faults.ts';
import { credentialsSent, hider } from '../secrets.ts';
import type { HttpResponse } from './http-client.ts';
import { isJsonType, isTextType, mediaTypeOf } from './media-type.ts';

const longestDetail = 500;

/** Where APIs put the reason: problem details, OAuth, and what is common elsewhere. */
const Reason = z.union([
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error_description: z.string() }).transform((body) => body.error_description),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ title: z.string() }).transform(({ title }) => title),
]);

/**
 * Makes sure of a status that counts as success: 200–299, with `redirect` 300–399 too.
 * @throws WorkflowError (communication) with the status, its reason phrase and what the server says about it
 */
export function checkStatus(response: HttpResponse, redirect: boolean): void {
  const { status, request } = response;
  if (status >= 200 && status <= (redirect ? 399 : 299)) return;
  const phrase = response.statusText || STATUS_CODES[status] || `Status ${status}`;
  const said = reasonOf(response);
  const reason = said === undefined ? undefined : hider(credentialsSent(request.headers))(said);
  const what = `${request.method} ${request.url.origin} answered ${status} ${phrase}`;
  throw fault('communication', reason === undefined ? what : `${what}: ${reason}`, { status, title: phrase });
}

function reasonOf({ body, headers }: HttpResponse): string | undefined {
  const type = mediaTypeOf(headers['content-type']);
  const text = body.subarray(0, 64 * 1024).toString();
  if (isJsonType(type)) return shortened(reasonInJson(text));
  return isTextType(type) && type !== 'text/html' ? shortened(text) : undefined;
}

function reasonInJson(text: string): string | undefined {
  try {
    return Reason.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function shortened(text: string | undefined): string | undefined {
  const line = text?.replace(/\s+/g, ' ').trim() ?? '';
  if (line === '') return undefined;
  return line.length > longestDetail ? `${line.slice(0, longestDetail)}…` : line;
}
