import type { Json } from '../shared/json.ts';
import type { CloudEvent } from './cloud-event.ts';

/** How a listening task gives an event to the tasks after it. */
export type EventReading = 'data' | 'envelope' | 'raw';

/**
 * An event as a listener reads it: its data, all of it, or its data as they were sent (binary data as base64, everything else
 * as it is). An event without data gives null.
 */
export function readEvent(event: CloudEvent, reading: EventReading): Json {
  switch (reading) {
    case 'envelope':
      return event;
    case 'raw':
      return event['data_base64'] ?? event.data ?? null;
    case 'data':
      return eventData(event);
  }
}

/** The payload. What was sent as bytes is decoded where its content type says that it is JSON or text. */
export function eventData(event: CloudEvent): Json {
  const bytes = event['data_base64'];
  if (event.data !== undefined || typeof bytes !== 'string') return event.data ?? null;
  const contentType =
    (event.datacontenttype ?? 'application/json').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isJson = /^(?:application|text)\/(?:.*\+)?json$/.test(contentType);
  if (!isJson && !contentType.startsWith('text/')) return bytes;
  const text = decode(bytes);
  if (text === null) return bytes;
  if (!isJson) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    // What comes from outside may say that it is JSON and not be any.
    return text;
  }
}

function decode(base64: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
