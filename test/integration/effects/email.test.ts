import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmailEffect } from '../../../src/engine/effect.ts';
import type { Effects } from '../../../src/effects/effects.ts';
import { effectContext, problemOf, programEffects } from '../../support/programs.ts';

/** What the server says to commands that begin so; `null`: nothing at all. */
type Script = Readonly<Record<string, string | null>>;

const usual: Script = {
  EHLO: '250-tests\r\n250 AUTH PLAIN',
  AUTH: '235 welcome',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  QUIT: '221 bye',
};

const opened: Array<{ close(): void | Promise<void> }> = [];

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function mailServer(change: Script = {}) {
  const script = { ...usual, ...change };
  const replies = Object.entries(script).sort(([a], [b]) => b.length - a.length);
  const received = { commands: [] as string[], mail: '' };
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write('220 tests ESMTP\r\n');
    let inMail = false;
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (inMail && line !== '.') received.mail += `${line}\n`;
        else if (inMail) {
          inMail = false;
          socket.write(`${script['.'] ?? '250 queued'}\r\n`);
        } else {
          received.commands.push(line);
          const reply = replies.find(([start]) => line.startsWith(start))?.[1];
          if (reply === null) continue;
          socket.write(`${reply ?? '500 what?'}\r\n`);
          inMail = line === 'DATA' && reply?.startsWith('354') === true;
        }
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  opened.push({
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return { port: (server.address() as AddressInfo).port, received };
}

function effectsWith(limits = {}): Effects {
  const effects = programEffects({ limits });
  opened.push(effects);
  return effects;
}

function email(port: number, change: Partial<EmailEffect> = {}): EmailEffect {
  return {
    kind: 'email',
    server: { host: '127.0.0.1', port, secure: false },
    from: 'flow@example.com',
    to: ['ada@example.com'],
    cc: [],
    bcc: [],
    subject: 'Grüße',
    text: 'Hello',
    ...change,
  };
}

describe('a mail', () => {
  it('reaches everyone, and those in blind copy are in no header', async () => {
    const { port, received } = await mailServer();
    const change = {
      cc: ['bob@example.com'],
      bcc: ['eve@example.com'],
      replyTo: 'desk@example.com',
      html: '<b>Hello</b>',
    };
    const output = await effectsWith().run(email(port, change), effectContext());
    expect(output).toMatchObject({
      accepted: ['ada@example.com', 'bob@example.com', 'eve@example.com'],
      rejected: [],
    });
    expect(received.mail).toMatch(/^Cc: bob@example.com$/m);
    expect(received.mail).toMatch(/^Reply-To: desk@example.com$/m);
    expect(received.mail).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(received.mail).toContain('<b>Hello</b>');
    expect(received.mail).not.toContain('eve@');
  });

  it('has the same Message-ID when it is sent again, and another for another task', async () => {
    const { port } = await mailServer();
    const effects = effectsWith();
    const send = async (idempotencyKey: string) => {
      const output = await effects.run(email(port), effectContext({ idempotencyKey }));
      return (output as { messageId: string }).messageId;
    };
    const [first, again, other] = [await send('a/1'), await send('a/1'), await send('a/2')];
    expect(first).toMatch(/^<[0-9a-f]{32}@countersign>$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('cannot smuggle headers in by its subject or its addresses', async () => {
    const { port, received } = await mailServer();
    const change = { subject: 'Hi\r\nBcc: eve@example.com', to: ['ada@example.com\r\nX-Bad: 1'] };
    await effectsWith()
      .run(email(port, change), effectContext())
      .catch(() => undefined);
    expect(received.mail).not.toMatch(/^(Bcc|X-Bad):/m);
    expect(received.commands.join()).not.toContain('eve@');
  });

  it('says which addresses the server refused', async () => {
    const { port } = await mailServer({ 'RCPT TO:<bob': '550 no such user' });
    const to = ['ada@example.com', 'bob@example.com'];
    expect(await effectsWith().run(email(port, { to }), effectContext())).toMatchObject({
      accepted: ['ada@example.com'],
      rejected: ['bob@example.com'],
    });
  });
});

describe('a mail that cannot be sent', () => {
  const signedIn = (port: number): Partial<EmailEffect> => ({
    server: { host: '127.0.0.1', port, secure: false, username: 'flow', password: 'hunter2-hunter2' },
  });

  it('is an authentication error without the password', async () => {
    const { port, received } = await mailServer({ AUTH: '535 hunter2-hunter2 is wrong' });
    const problem = await problemOf(effectsWith(), email(port, signedIn(port)));
    expect(problem).toMatchObject({ status: 401 });
    expect(problem.type).toMatch(/\/authentication$/);
    expect(JSON.stringify(problem)).not.toContain('hunter2');
    expect(received.commands.some((line) => line.startsWith('AUTH'))).toBe(true);
  });

  it('shows no password to another computer without encryption', async () => {
    const { port, received } = await mailServer();
    const server = {
      host: 'localhost.localdomain',
      port,
      secure: false,
      username: 'flow',
      password: 'hunter2',
    };
    await problemOf(effectsWith({ connectMs: 1_000 }), email(port, { server }));
    expect(received.commands.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  it.each([
    ['for good', { RCPT: '550 no such user' }, 502, /no such user/],
    ['for now', { MAIL: '451 try later' }, 503, /try later/],
    ['after all of it', { '.': '554 looks like spam' }, 502, /looks like spam/],
  ])('is a communication error when it is refused %s', async (_, change, status, detail) => {
    const { port } = await mailServer(change);
    const problem = await problemOf(effectsWith(), email(port));
    expect(problem).toMatchObject({ status, detail: expect.stringMatching(detail) });
    expect(problem.type).toMatch(/\/communication$/);
  });

  it('is a communication error where nobody listens', async () => {
    const { port } = await mailServer();
    for (const each of opened.splice(0)) await each.close();
    expect(await problemOf(effectsWith(), email(port))).toMatchObject({ status: 503 });
  });

  it('is a communication error when TLS is asked for and there is none', async () => {
    const { port } = await mailServer();
    const server = { host: '127.0.0.1', port, secure: true };
    const problem = await problemOf(effectsWith(), email(port, { server }));
    expect(problem.type).toMatch(/\/communication$/);
  });

  it('is a timeout when the server says nothing', async () => {
    const { port } = await mailServer({ MAIL: null });
    expect(await problemOf(effectsWith({ emailMs: 200 }), email(port))).toMatchObject({ status: 408 });
  });

  it('is a validation error without a recipient', async () => {
    const { port } = await mailServer();
    const problem = await problemOf(effectsWith(), email(port, { to: [] }));
    expect(problem.type).toMatch(/\/validation$/);
  });
});
