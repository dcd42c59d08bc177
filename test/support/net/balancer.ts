import { connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

/** An address as `host:port`. */
type Target = string;

/**
 * What stands in front of several nodes: takes connections on one address and gives each to the next target that lets it in.
 * @param port 0: one that is free
 */
export async function openBalancer(targets: readonly Target[], port = 0): Promise<Balancer> {
  let next = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => {});
    next += 1;
    give(client, targets, next, targets.length);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function give(client: Socket, targets: readonly Target[], index: number, triesLeft: number): void {
  const [host = '', port = ''] = (targets[index % targets.length] ?? '').split(':');
  if (triesLeft === 0) return void client.destroy();
  const target = connect({ host, port: Number(port) });
  target.once('connect', () => {
    target.off('error', another);
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
    target.on('close', () => client.destroy());
    client.pipe(target).pipe(client);
  });
  const another = () => give(client, targets, index + 1, triesLeft - 1);
  target.once('error', another);
}
