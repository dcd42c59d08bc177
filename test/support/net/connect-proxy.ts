import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ConnectProxy {
  /** As PAC files name it. */
  readonly rule: string;
  /** Where tunnels were asked for, in their order. */
  readonly asked: string[];
  /** From now on it answers so instead of opening a tunnel; null: it opens them. */
  refuse(status: number | null): void;
  close(): Promise<void>;
}

/** A proxy on loopback, as companies have them: it knows each name as the server on `port`. */
export async function openConnectProxy(port: number): Promise<ConnectProxy> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  let status: number | null = null;
  const server = createServer((_request, response) => void response.writeHead(501).end());
  server.on('connect', ({ url = '' }, client: Socket) => {
    asked.push(url);
    open.add(client);
    client.on('error', () => {});
    if (status !== null) return void client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    rule: `PROXY 127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refuse: (next) => void (status = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
        server.closeAllConnections();
      }),
  };
}
