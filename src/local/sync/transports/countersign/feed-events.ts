import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { z } from 'zod';
import type { Timers } from '../../../../shared/clock.ts';
import { CaughtUp, feedPaths } from '../../../../shared/contract/sync.ts';
import { connectionFailure, unreadable } from '../failures.ts';
import type { ServerFetch } from '../server-fetch.ts';
import type { ToldEntry } from '../transport.ts';
import { ToldEntrySchema } from './feed-entry.ts';

export interface FeedOptions {
  readonly serverUrl: string;
  readonly send: ServerFetch;
  readonly timers: Timers;
}

const longestSilenceMs = 40_000;

export type FeedEvent =
  | { readonly kind: 'change'; readonly entry: ToldEntry }
  | { readonly kind: 'caught-up'; readonly cursor: number; readonly epoch?: string | undefined }
  | { readonly kind: 'start-over' };

/** In characters, of one event that has not ended: no task is that long. */
const longestEvent = 16 * 1024 * 1024;

/** The events of the stream, as many at once as came at once. @throws TransportError */
export async function* readEvents(
  { serverUrl, send, timers }: FeedOptions,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent[], void, void> {
  const silent = new AbortController();
  let timer = timers.after(longestSilenceMs, () => silent.abort(new Error('The server has fallen silent')));
  const heard = () => {
    timer.cancel();
    timer = timers.after(longestSilenceMs, () => silent.abort(new Error('The server has fallen silent')));
  };
  try {
    const request = new Request(`${serverUrl}${feedPaths.stream}?after=${after}`, {
      headers: { accept: 'text/event-stream', 'last-event-id': String(after) },
    });
    const response = await send(request, { signal: AbortSignal.any([signal, silent.signal]) });
    heard();
    const decoder = new TextDecoder();
    let came: EventSourceMessage[] = [];
    let unfinished = 0;
    const parser = createParser({ onEvent: (event) => came.push(event) });
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      heard();
      parser.feed(decoder.decode(piece, { stream: true }));
      unfinished = came.length > 0 ? 0 : unfinished + piece.length;
      if (unfinished > longestEvent) throw unreadable('The feed of the server');
      const events = came.flatMap(eventOf);
      came = [];
      if (events.length > 0) yield events;
    }
  } catch (error) {
    throw connectionFailure(error);
  } finally {
    timer.cancel();
    // Whoever stops reading lets go of the connection too.
    silent.abort();
  }
}

/** Kinds that are not known are of a newer server, which says in its contract version whether that matters. */
function eventOf({ event, data }: EventSourceMessage): FeedEvent[] {
  if (event === 'change') return [{ kind: 'change', entry: read(ToldEntrySchema, data) }];
  if (event === 'caught-up') return [{ kind: 'caught-up', ...read(CaughtUp, data) }];
  return event === 'start-over' ? [{ kind: 'start-over' }] : [];
}

function read<T>(schema: z.ZodType<T>, data: string): T {
  try {
    return schema.parse(JSON.parse(data));
  } catch (error) {
    throw unreadable('The feed of the server', error);
  }
}
