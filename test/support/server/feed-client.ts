import { get, type IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { feedPaths, type FeedPage } from '../../../src/shared/contract/sync.ts';

export interface FeedEvent {
  readonly event: string;
  readonly id: number;
  readonly data: unknown;
}

export interface FeedClient {
  /** In the order in which they came. */
  readonly events: readonly FeedEvent[];
  readonly status: number;
  /** Whether the server has ended the stream. */
  readonly isEnded: boolean;
  /** Resolves with the first event that fits, also one that has come already. @throws Error when the stream ends before */
  until(fits: (event: FeedEvent) => boolean): Promise<FeedEvent>;
  ended(): Promise<void>;
  /** Goes away without a word. */
  close(): void;
  /** Reads nothing more from the socket, or goes on reading. */
  pause(): void;
  resume(): void;
}

/** Opens a stream and reads it with a parser that is not ours. */
export async function openFeed(
  origin: string,
  headers: Record<string, string>,
  { after, lastEventId }: { after?: number; lastEventId?: number } = {},
): Promise<FeedClient> {
  const url = new URL(feedPaths.stream, origin);
  if (after !== undefined) url.searchParams.set('after', String(after));
  const sent = lastEventId === undefined ? headers : { ...headers, 'last-event-id': String(lastEventId) };
  const request = get(url, { headers: sent, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  const events: FeedEvent[] = [];
  const waiting = new Set<() => void>();
  let isEnded = false;
  const tell = () => {
    for (const look of waiting) look();
  };
  const parser = createParser({
    onEvent({ event, id, data }) {
      events.push({ event: event ?? '', id: Number(id), data: JSON.parse(data) as unknown });
      tell();
    },
  });
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => parser.feed(chunk));
  response.on('error', () => {});
  request.on('error', () => {});
  response.on('close', () => {
    isEnded = true;
    tell();
  });
  const when = <T>(what: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = what();
        if (found === undefined && !isEnded) return;
        waiting.delete(look);
        if (found === undefined) reject(new Error('The stream has ended'));
        else resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    events,
    status: response.statusCode ?? 0,
    get isEnded() {
      return isEnded;
    },
    until: (fits) => when(() => events.find(fits)),
    ended: () => when(() => (isEnded ? true : undefined)).then(() => {}),
    close: () => request.destroy(),
    pause: () => void response.pause(),
    resume: () => void response.resume(),
  };
}

/** One page. @throws Error with the answer when it is an error */
export async function readPage(
  origin: string,
  headers: Record<string, string>,
  query: { after?: number; limit?: number; floor?: number } = {},
): Promise<FeedPage> {
  const url = new URL(feedPaths.page, origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as FeedPage;
}
