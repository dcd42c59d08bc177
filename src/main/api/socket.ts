import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';

/**
 * Listens on a Unix socket that only this user can reach, or on a named pipe on Windows. A socket file that a dead process
 * left is removed; one that somebody answers on is not.
 * @throws Error when the address is in use or its folder belongs to somebody else
 */
export async function listenOwnerOnly(
  server: Server,
  address: string,
  platform: NodeJS.Platform,
): Promise<void> {
  if (platform === 'win32') return listen(server, address);
  makePrivateFolder(dirname(address));
  if (existsSync(address)) {
    if (await isAnswered(address)) throw new Error(`Somebody else is listening on ${address}`);
    rmSync(address);
  }
  await listen(server, address);
  chmodSync(address, 0o600);
}

/**
 * The folder is what protects the socket between its creation and its chmod, so it has to be ours: a folder under a shared
 * temporary directory could have been put there by anybody.
 */
function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  if (!lstatSync(folder).isDirectory() || uid !== process.getuid?.()) {
    throw new Error(`${folder} belongs to another user; the local API is off`);
  }
  chmodSync(folder, 0o700);
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
