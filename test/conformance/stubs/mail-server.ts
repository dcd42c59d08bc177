import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly content: string;
}

export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly letters: readonly Letter[];
}

/** A mail server on loopback that takes every letter and keeps it. */
export async function startMailServer(): Promise<MailServer> {
  const letters: Letter[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, (letter) => letters.push(letter));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    letters,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** As much of SMTP as it takes to be given letters. */
function converse(socket: Socket, keep: (letter: Letter) => void): void {
  let envelope: { from: string; to: string[] } = { from: '', to: [] };
  let content: string[] | null = null;
  let pending = '';
  const say = (line: string) => socket.write(`${line}\r\n`);

  const hear = (line: string) => {
    if (content !== null) {
      if (line !== '.') return void content.push(line);
      keep({ ...envelope, content: content.join('\n') });
      envelope = { from: '', to: [] };
      content = null;
      return say('250 Kept');
    }
    const [verb = ''] = line.toUpperCase().split(/[ :]/);
    if (verb === 'MAIL') envelope.from = addressIn(line);
    if (verb === 'RCPT') envelope.to.push(addressIn(line));
    if (verb === 'DATA') {
      content = [];
      return say('354 Go on');
    }
    if (verb === 'QUIT') {
      say('221 Bye');
      return socket.end();
    }
    return say('250 OK');
  };

  say('220 loopback');
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (pending + chunk).split('\r\n');
    pending = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}
