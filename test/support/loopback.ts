import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Json } from '../../src/shared/json.ts';

/** A request as a scripted server got it. */
export interface Received {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Loopback {
  readonly origin: string;
  readonly host: string;
  /** In the order in which they came. */
  readonly requests: readonly Received[];
  /** The only request that came. @throws Error when it was none or several */
  only(): Received;
}

type Respond = (request: Received, response: ServerResponse) => void;

/** A server on this machine that answers as told, until the test has ended. */
export async function loopback(respond: Respond): Promise<Loopback> {
  const requests: Received[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const target = incoming.url ?? '';
      const url = new URL(target, 'http://localhost');
      const request = {
        method: incoming.method ?? '',
        target,
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(request);
      respond(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `http://${host}`,
    requests,
    only() {
      const [request] = requests;
      if (request === undefined || requests.length > 1) throw new Error(`${requests.length} requests came`);
      return request;
    },
  };
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, body: Json, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
