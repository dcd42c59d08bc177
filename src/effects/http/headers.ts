import type { Json } from '../../shared/json.ts';
import { fault } from '../faults.ts';
import { textOf } from './query.ts';

const token = /^[!#$%&'*+.^_`|~\w-]+$/;
/** Set for every request from what is sent, or about the connection and not the request. */
const ours = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Headers as they are sent: names in lower case, null leaves one out.
 * @throws WorkflowError (validation) for what cannot be a header; it names the header, not its value
 */
export function requestHeaders(given: Readonly<Record<string, Json>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [written, value] of Object.entries(given)) {
    const name = written.toLowerCase();
    if (value === null) continue;
    const text = textOf(value).trim();
    if (!token.test(name) || !isHeaderText(text)) {
      throw fault('validation', `${JSON.stringify(written)} cannot be sent as a header`);
    }
    if (ours.has(name)) throw fault('validation', `The header ${name} is not for workflows to set`);
    headers[name] = text;
  }
  return headers;
}

/** @throws WorkflowError (validation) */
export function requestMethod(given: Json): string {
  const method = textOf(given).toUpperCase();
  if (token.test(method) && method !== 'CONNECT' && method !== 'TRACE') return method;
  throw fault('validation', `${JSON.stringify(given)} is no method that can be called`);
}

/** Printable, in the one byte per character that headers have. */
function isHeaderText(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0xff || code === 0x7f || (code < 0x20 && code !== 0x09)) return false;
  }
  return true;
}
