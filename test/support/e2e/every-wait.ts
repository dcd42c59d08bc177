import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../../src/shared/json.ts';
import type { RunningApp } from '../app.ts';
import { start } from './processes.ts';

/** A service that takes every call and never answers. */
export interface SilentService extends AsyncDisposable {
  readonly address: string;
  /** How often it was called. */
  calls(): number;
}

export async function startSilentService(): Promise<SilentService> {
  let calls = 0;
  const server: Server = createServer(() => (calls += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the process of `startEveryWait` runs as a process of its own. */
const child = {
  document: { namespace: 'test', name: 'packing', title: 'Packing' },
  do: [{ pack: { metadata: { title: 'Is it packed?' }, ask: { mode: 'confirm', prompt: 'Is it packed?' } } }],
};

/** A process that waits in each of the six ways at once. @returns its id */
export async function startEveryWait(running: RunningApp, service: SilentService): Promise<string> {
  const { api } = running;
  await api.workflows.add({
    source: JSON.stringify({ ...child, document: { dsl: '1.0.3', version: '1.0.0', ...child.document } }),
  });
  return start(running, {
    document: { namespace: 'test', name: 'every-wait', title: 'Ship the order' },
    do: [{ prepare: { fork: { branches: branches(service) } } }, { done: { set: { shipped: true } } }],
  });
}

function branches(service: SilentService): Json {
  return [
    {
      review: {
        metadata: { title: 'Review the order' },
        ask: { mode: 'approval', prompt: 'Review the order', timeout: { after: { days: 2 } } },
      },
    },
    { cool: { metadata: { title: 'Let it cool down' }, wait: { hours: 5 } } },
    {
      book: {
        metadata: { title: 'Book the carrier' },
        try: [
          {
            call: {
              metadata: { title: 'Ask the carrier' },
              raise: {
                error: {
                  type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication',
                  status: 503,
                  title: 'The carrier is closed',
                },
              },
            },
          },
        ],
        catch: { retry: { delay: { hours: 1 }, limit: { attempt: { count: 3 } } } },
      },
    },
    {
      paid: {
        metadata: { title: 'Hear of the payment' },
        listen: { to: { one: { with: { type: 'com.example.paid' } } } },
      },
    },
    {
      pack: {
        metadata: { title: 'Have it packed' },
        run: { workflow: { namespace: 'test', name: 'packing', version: '1.0.0' } },
      },
    },
    {
      stock: {
        metadata: { title: 'Look into the stock' },
        call: 'http',
        with: { method: 'get', endpoint: `${service.address}/stock` },
      },
    },
  ];
}
