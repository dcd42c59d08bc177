import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { overtaking } from './overtaking.ts';
import { relay, type Way } from './relay.ts';

/** What happens to one connection; nothing said: it is passed on as it comes. */
export interface Fault {
  /** From the client to the server. */
  readonly request?: Way;
  /** From the server to the client. `{stop: {at: 0, how: 'reset'}}`: the server does it, and the client never hears of it. */
  readonly response?: Way;
  /** It is reset as soon as it is there. */
  readonly refuse?: boolean;
  /** What was asked is asked once more, on a connection of its own, so long after its answer has begun; that answer is thrown away. */
  readonly replayAfterMs?: number;
}

export interface ScriptedProxy {
  readonly origin: string;
  readonly port: number;
  /** How many connections came. */
  readonly connections: number;
  /** How many requests were delivered a second time. */
  readonly replays: number;
  /** How often one connection's bytes were let through because a later one's had been. */
  readonly overtaken: number;
  /** What happens to the next connections, in their order; those after them get what is `always`. */
  next(...faults: readonly Fault[]): void;
  always(fault: Fault | (() => Fault)): void;
  /** Resets every open connection. */
  breakAll(): void;
  /** Open connections carry nothing more and stay open, as when a cable is pulled; new ones are not affected. */
  hangAll(): void;
  /** Nobody listens any more: connections are refused by the system. */
  goAway(): Promise<void>;
  /** Listens again, on the same port. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A TCP proxy on loopback, before a server on loopback, that does to connections what a test tells it.
 * @param serverPort asked for each connection where it is a function: the server may have moved
 */
export async function openScriptedProxy(serverPort: number | (() => number)): Promise<ScriptedProxy> {
  const target = () => ({
    port: typeof serverPort === 'number' ? serverPort : serverPort(),
    host: '127.0.0.1',
  });
  const open = new Set<{ hang(): void; reset(): void }>();
  const replaying = new Set<Socket>();
  let script: Fault[] = [];
  let usual: () => Fault = () => ({});
  let connections = 0;
  let replays = 0;
  const ways = { request: overtaking(), response: overtaking() };

  const replay = (bytes: Buffer, afterMs: number) => {
    const timer = setTimeout(() => {
      const socket = createConnection(target());
      replaying.add(socket);
      replays += 1;
      socket.on('error', () => {});
      socket.on('close', () => replaying.delete(socket));
      socket.end(bytes);
      socket.resume();
    }, afterMs);
    timer.unref();
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    connections += 1;
    const fault = script.shift() ?? usual();
    if (fault.refuse === true) return void client.resetAndDestroy();
    const upstream = createConnection({ ...target(), allowHalfOpen: true });
    const reset = () => {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    const gates = {
      request: ways.request.join(client, fault.request?.behind),
      response: ways.response.join(upstream, fault.response?.behind),
    };
    const request = relay(client, upstream, fault.request ?? {}, reset, gates.request);
    const response = relay(upstream, client, fault.response ?? {}, reset, gates.response);
    if (fault.replayAfterMs !== undefined) {
      replayRequests(client, upstream, (bytes) => replay(bytes, fault.replayAfterMs ?? 0));
    }
    const connection = {
      hang() {
        request.hang();
        response.hang();
      },
      reset,
    };
    open.add(connection);
    client.on('close', () => open.delete(connection));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  const breakAll = () => {
    for (const connection of open) connection.reset();
  };
  const goAway = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    breakAll();
    await closed;
  };

  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    get connections() {
      return connections;
    },
    get replays() {
      return replays;
    },
    get overtaken() {
      return ways.request.overtaken + ways.response.overtaken;
    },
    next: (...faults) => void script.push(...faults),
    always(fault) {
      script = [];
      usual = typeof fault === 'function' ? fault : () => fault;
    },
    breakAll,
    hangAll() {
      for (const connection of open) connection.hang();
    },
    goAway,
    comeBack: () => listen(port),
    async close() {
      for (const socket of replaying) socket.destroy();
      await goAway();
    },
  };
}

/** Calls back with what was sent since the answer before, whenever an answer begins. */
function replayRequests(client: Socket, upstream: Socket, again: (bytes: Buffer) => void): void {
  let asked: Buffer[] = [];
  client.on('data', (chunk: Buffer) => asked.push(chunk));
  upstream.on('data', () => {
    if (asked.length === 0) return;
    again(Buffer.concat(asked));
    asked = [];
  });
}
