import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { browserPage } from './browser-page.ts';

// L1: it listens on 127.0.0.1 alone, on a port that the system chooses, only while somebody signs in.
// L2: only an answer with the state of this sign-in ends it; whatever else calls gets a page that says nothing.

/** Where the browser is sent after signing in (RFC 8252, section 7.3). */
export interface LoopbackRedirect {
  readonly redirectUri: string;
  /** The address the browser came back to; `show` tells the person there what came of it. */
  answer(state: string, signal: AbortSignal): Promise<{ readonly url: URL; show(page: BrowserWords): void }>;
  close(): Promise<void>;
}

export interface BrowserWords {
  readonly title: string;
  readonly words: string;
}

const path = '/callback';
const nothingHere = { title: 'Nothing to see here', words: 'Countersign is not waiting for this.' };

/** @throws Error when no port is free */
export async function openLoopbackRedirect(): Promise<LoopbackRedirect> {
  const server = createServer();
  /** Browsers also connect without asking for anything: nobody waits for these. */
  const unanswered = new Set<Socket>();
  server.on('connection', (socket) => {
    unanswered.add(socket);
    socket.once('close', () => unanswered.delete(socket));
  });
  let expected: { readonly state: string; take(url: URL, response: ServerResponse): void } | null = null;
  await listen(server);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const url = addressOf(request, origin);
    const isAnswer = request.method === 'GET' && url?.pathname === path && url.origin === origin;
    if (!isAnswer || expected === null || url.searchParams.get('state') !== expected.state) {
      return write(response, 404, nothingHere);
    }
    const { take } = expected;
    unanswered.delete(request.socket);
    expected = null;
    take(url, response);
  });
  return {
    redirectUri: `${origin}${path}`,
    answer: (state, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const stop = () => reject(signal.reason as Error);
        signal.addEventListener('abort', stop, { once: true });
        expected = {
          state,
          take(url, response) {
            signal.removeEventListener('abort', stop);
            resolve({ url, show: (page) => write(response, 200, page) });
          },
        };
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        for (const socket of unanswered) socket.destroy();
      }),
  };
}

function addressOf(request: IncomingMessage, origin: string): URL | null {
  // Whoever names another host was led here by a name that somebody else's DNS has answered.
  if (request.headers.host !== new URL(origin).host) return null;
  const text = `${origin}${request.url ?? '/'}`;
  return URL.canParse(text) ? new URL(text) : null;
}

function write(response: ServerResponse, status: number, { title, words }: BrowserWords): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(browserPage(title, words));
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
