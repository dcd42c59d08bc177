import type { Json } from '../../shared/json.ts';
import { fault } from '../faults.ts';
import { charsetOf, isJsonType, isTextType, mediaTypeOf } from './media-type.ts';

/** Deeper data would end the walk of a process that merely looks at it. */
const deepest = 500;

/**
 * A response's body as data: JSON parsed, text as text, everything else as base64, nothing as null. Without a content type it
 * is JSON or text if it can be.
 * @throws WorkflowError (communication) for JSON that is none, or nested too deep
 */
export function contentOf(body: Buffer, contentType: string | undefined): Json {
  if (body.length === 0) return null;
  const type = mediaTypeOf(contentType);
  if (isJsonType(type)) return parseJson(decode(body, 'utf-8'));
  if (isTextType(type)) return decode(body, charsetOf(contentType));
  if (type !== '') return body.toString('base64');
  const text = utf8(body);
  return text === undefined ? body.toString('base64') : jsonOrText(text);
}

function parseJson(text: string): Json {
  try {
    return notTooDeep(JSON.parse(text) as Json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw fault('communication', 'The response says that it is JSON but cannot be read as such', {
      status: 502,
      title: 'Malformed response',
    });
  }
}

function jsonOrText(text: string): Json {
  try {
    return notTooDeep(JSON.parse(text) as Json);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}

function notTooDeep(data: Json): Json {
  let level: Json[] = [data];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) {
      throw fault('communication', `The response is nested deeper than ${deepest} levels`, {
        status: 502,
        title: 'Malformed response',
      });
    }
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values<Json>(value) : [],
    );
  }
  return data;
}

function decode(body: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new TextDecoder().decode(body);
  }
}

function utf8(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
