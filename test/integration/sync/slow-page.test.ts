import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/account.ts';
import { ScriptedServer } from '../../support/sync/scripted-server.ts';
import { openTestReplica, settle } from '../../support/sync/test-replica.ts';

describe('a page of the feed on a slow line', () => {
  it.each([
    ['is there although it came for minutes', 20_000, 10, 'online'],
    ['is given up when nothing of it has come for 30 seconds', 30_000, 2, 'offline'],
    ['is given up when it does not end', 20_000, 40, 'offline'],
  ] as const)('%s', async (_, pauseMs, pieces, state) => {
    using folder = temporaryFolder();
    const server = new ScriptedServer();
    server.model.create();
    let next = (): void => {};
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await server.fetch(input, init);
      if (!(input as Request).url.includes('/changes')) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      const size = Math.ceil(bytes.length / pieces);
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          next = () => {
            if (sent < bytes.length) controller.enqueue(bytes.subarray(sent, (sent += size)));
            if (sent >= bytes.length) controller.close();
          };
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
          next();
        },
      });
      return new Response(body, response);
    };
    await using replica = openTestReplica(folder.path, server, { fetch });
    replica.account.start();
    await settle();
    for (let piece = 1; piece < pieces && replica.account.status.state === 'catching-up'; piece += 1) {
      replica.time.advance(pauseMs);
      await settle(5);
      if (replica.account.status.state === 'catching-up') next();
      await settle();
    }
    expect(replica.account.status.state).toBe(state);
  });
});
