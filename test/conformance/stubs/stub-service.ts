import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Json } from '../../../src/shared/json.ts';

export interface StubRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed where it is JSON. */
  readonly body: Json;
}

export interface StubAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is; everything else as JSON. */
  readonly body?: Json;
  /** The connection stays open and nothing is ever sent. */
  readonly hangs?: true;
}

export type StubHandler = (request: StubRequest) => StubAnswer | undefined;

/** A service on a loopback port that stands in for one on the internet, and remembers what it was asked. */
export interface StubService extends AsyncDisposable {
  /** `http://127.0.0.1:49152` */
  readonly url: string;
  readonly requests: readonly StubRequest[];
  /** How many requests are open that are never answered. */
  hanging(): number;
}

/** What `handler` does not know is not found. */
export async function startStub(handler: StubHandler): Promise<StubService> {
  const requests: StubRequest[] = [];
  let hanging = 0;
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: parsed(body) };
      requests.push(request);
      const answer: StubAnswer = handler(request) ?? {
        status: 404,
        body: { message: `No ${method} ${url} here` },
      };
      if (answer.hangs) {
        hanging += 1;
        outgoing.once('close', () => (hanging -= 1));
        return;
      }
      const { body: content = null } = answer;
      const isText = typeof content === 'string';
      outgoing.writeHead(answer.status ?? 200, {
        'content-type': isText ? 'text/plain' : 'application/json',
        ...answer.headers,
      });
      outgoing.end(isText ? content : JSON.stringify(content));
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    hanging: () => hanging,
    [Symbol.asyncDispose]: () => close(server),
  };
}

/** @returns the port */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

function parsed(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
}
