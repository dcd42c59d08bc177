import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service that books each key once, however often it is asked to, and tells the test what it was asked. */
export interface Ledger extends AsyncDisposable {
  readonly url: string;
  /** The keys of all requests, in their order. */
  readonly keys: readonly string[];
  /** How many different keys there were: what such a service would have booked. */
  booked(): number;
  /** Lets the next requests wait for their answer until they are released. */
  hold(): { readonly release: () => void };
  /** Resolves when so many requests have come in all. */
  asked(times: number): Promise<void>;
  /** Resolves when a request was given up before it was answered. */
  readonly givenUp: Promise<void>;
}

export async function openLedger(): Promise<Ledger> {
  const keys: string[] = [];
  const waiting: Array<{ times: number; resolve: () => void }> = [];
  let held = Promise.resolve();
  let giveUp = () => {};
  const givenUp = new Promise<void>((resolve) => (giveUp = resolve));
  const server = createServer((request, response) => {
    keys.push(String(request.headers['idempotency-key']));
    for (const { times, resolve } of waiting) if (keys.length >= times) resolve();
    response.on('close', () => {
      if (!response.writableFinished) giveUp();
    });
    void held.then(() => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ booked: new Set(keys).size }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    keys,
    booked: () => new Set(keys).size,
    hold() {
      let release = () => {};
      held = new Promise((resolve) => (release = resolve));
      return { release };
    },
    asked: (times) =>
      new Promise((resolve) => {
        if (keys.length >= times) resolve();
        else waiting.push({ times, resolve });
      }),
    givenUp,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A workflow that books once, and says what came of it. */
export function bookingWorkflow(url: string): string {
  return `
document: { dsl: '1.0.3', namespace: test, name: booking, version: '1.0.0' }
do:
  - book: { call: http, with: { method: post, endpoint: { uri: '${url}/book' }, body: { amount: 1 } } }
  - report: { set: { booked: '\${ .booked }' } }
`;
}
