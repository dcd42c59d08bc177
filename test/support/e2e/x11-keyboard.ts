import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

// A finger on the keyboard of the X display: as much of the X11 protocol as a key press needs (XTEST, FakeInput). For
// dialogs of the toolkit, which Playwright does not see.

/** Key codes of Xvfb's keyboard. */
const keyCodes = { Return: 36, Escape: 9 } as const;

const pressed = 2;
const released = 3;
const queryExtension = 98;
const fakeInput = 2;
const getInputFocus = 43;

/** Presses and releases a key. It reaches the window that has the focus or, without a window manager, the pointer. */
export async function pressKey(key: keyof typeof keyCodes): Promise<void> {
  const socket = await openDisplay();
  try {
    const opcode = await extensionOpcode(socket, 'XTEST');
    for (const type of [pressed, released]) socket.write(fakeInputRequest(opcode, type, keyCodes[key]));
    // A reply to anything says that the server has done all that came before.
    socket.write(Buffer.from([getInputFocus, 0, 1, 0]));
    await read(socket, 32);
  } finally {
    socket.destroy();
  }
}

async function openDisplay(): Promise<Socket> {
  const number = /:(\d+)/.exec(process.env['DISPLAY'] ?? '')?.[1];
  if (number === undefined) throw new Error('There is no display');
  const socket = connect(`/tmp/.X11-unix/X${number}`);
  await once(socket, 'connect');
  const name = Buffer.from('MIT-MAGIC-COOKIE-1');
  const cookie = readCookie();
  const head = Buffer.alloc(12);
  head.write('l');
  head.writeUInt16LE(11, 2);
  head.writeUInt16LE(name.length, 6);
  head.writeUInt16LE(cookie.length, 8);
  socket.write(Buffer.concat([head, padded(name), padded(cookie)]));
  const answer = await read(socket, 8);
  if (answer[0] !== 1) throw new Error('The display refused the connection');
  await read(socket, answer.readUInt16LE(6) * 4);
  return socket;
}

async function extensionOpcode(socket: Socket, name: string): Promise<number> {
  const text = padded(Buffer.from(name));
  const head = Buffer.alloc(8);
  head.writeUInt8(queryExtension, 0);
  head.writeUInt16LE(2 + text.length / 4, 2);
  head.writeUInt16LE(name.length, 4);
  socket.write(Buffer.concat([head, text]));
  const answer = await read(socket, 32);
  if (answer[8] !== 1) throw new Error(`The display has no ${name}`);
  return answer.readUInt8(9);
}

function fakeInputRequest(opcode: number, type: number, keyCode: number): Buffer {
  const request = Buffer.alloc(36);
  request.writeUInt8(opcode, 0);
  request.writeUInt8(fakeInput, 1);
  request.writeUInt16LE(9, 2);
  request.writeUInt8(type, 4);
  request.writeUInt8(keyCode, 5);
  return request;
}

/** The last field of the first record of the authority file, which is the only one in a display of a test's own. */
function readCookie(): Buffer {
  const file = readFileSync(process.env['XAUTHORITY'] ?? '');
  let at = 2;
  for (let field = 0; field < 3; field += 1) at += 2 + file.readUInt16BE(at);
  return file.subarray(at + 2, at + 2 + file.readUInt16BE(at));
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

async function read(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes !== null) return bytes;
    await once(socket, 'readable');
  }
}
