import { isJsonObject } from '../../shared/json-object.ts';
import type { Json } from '../../shared/json.ts';
import { fault } from '../faults.ts';
import { mediaTypeOf } from './media-type.ts';
import { queryEntries } from './query.ts';

export interface RequestBody {
  readonly body: string;
  /** Undefined: the author's own stays. */
  readonly contentType: string | undefined;
}

/**
 * A body as it is sent: text as it is, an object as a form if the content type says so, everything else as JSON.
 * @throws WorkflowError (configuration) for multipart forms, which are not supported
 */
export function requestBody(body: Json, contentType: string | undefined): RequestBody {
  const type = mediaTypeOf(contentType);
  if (type.startsWith('multipart/')) throw fault('configuration', `Bodies of ${type} are not supported`);
  if (typeof body === 'string') {
    return { body, contentType: contentType === undefined ? 'text/plain; charset=utf-8' : undefined };
  }
  if (type === 'application/x-www-form-urlencoded' && isJsonObject(body)) {
    return { body: new URLSearchParams(queryEntries(body)).toString(), contentType: undefined };
  }
  return {
    body: JSON.stringify(body),
    contentType: contentType === undefined ? 'application/json' : undefined,
  };
}
