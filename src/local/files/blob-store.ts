import { createHash } from 'node:crypto';
import * as fsPromises from 'node:fs/promises';
import { join } from 'node:path';
import { sniffedBytes } from '../../shared/human-task/file-type.ts';
import type { Reach } from '../reach.ts';
import { blobPath, isDigest } from '../store/blob-path.ts';
import { unavailable } from './disk-error.ts';

// This module owns the folder of files beside a database. Invariants:
// F1: what lies under a digest is whole and on disk: it was synced before it got that name, and never changes afterwards.
// F2: a row of the database is written after its bytes are in place, so bytes without a row are rubbish, never the other way.
// F3: rubbish is removed only where no row names it and no upload is about to write one (`held`); who uploads what is just being
//     removed (`removing`) waits until it is gone, before putting it there again.
// F4: everything in `incoming` belongs to this process; what another one left there is removed when the folder is opened.

/** Of node:fs/promises; fault tests put a failing disk in its place. */
export type Disk = Pick<typeof fsPromises, 'open' | 'rename' | 'rm' | 'mkdir' | 'readdir'>;

export interface IncomingBlob {
  /** In bytes, so far. */
  received(): number;
  /** The beginning, for telling what it is. */
  head(): Uint8Array;
  /** @throws CountersignError STORE_UNAVAILABLE */
  append(bytes: Uint8Array): Promise<void>;
  /**
   * Puts it under its digest, on disk. It is held from removal until `release` is called: then a row has to name it.
   * @throws CountersignError STORE_UNAVAILABLE
   */
  keep(): Promise<{ digest: string; release(): void }>;
  digest(): string;
  /** Removes what arrived; safe to call at any time and again. */
  drop(): Promise<void>;
}

export interface BlobStore {
  /** What another process left is gone and the folder is there, or cannot be: then `begin` says so. */
  readonly opened: Promise<void>;
  begin(id: string): Promise<IncomingBlob>;
  /** Where the bytes of a digest lie. */
  pathOf(digest: string): string;
  /** Removes the bytes of a digest unless `isNamed` or an upload is about to name them. */
  removeUnless(digest: string, isNamed: (digest: string) => boolean): Promise<void>;
  /** Every digest that lies there. */
  digests(): AsyncGenerator<string>;
}

export function createBlobStore({
  folder,
  reach,
  disk = fsPromises,
}: {
  folder: string;
  reach: Reach;
  disk?: Disk | undefined;
}): BlobStore {
  const held = new Map<string, number>();
  const removing = new Map<string, Promise<void>>();
  const incoming = join(folder, 'incoming');
  const ready = prepare(disk, folder, incoming);
  // Whoever uploads is told; a folder that nobody needs may as well be missing.
  const opened = ready.catch(() => {});
  const release = (digest: string) => {
    const count = (held.get(digest) ?? 1) - 1;
    if (count === 0) held.delete(digest);
    else held.set(digest, count);
  };
  return {
    opened,
    async begin(id) {
      try {
        await ready;
        const file = join(incoming, id);
        const handle = await disk.open(file, 'wx', 0o600);
        return incomingBlob({ disk, folder, file, handle, reach, hold, release, removalOf });
      } catch (error) {
        throw unavailable(error);
      }
    },
    pathOf: (digest) => blobPath(folder, digest),
    async removeUnless(digest, isNamed) {
      if (held.has(digest) || removing.has(digest) || isNamed(digest)) return;
      const removal = disk.rm(blobPath(folder, digest), { force: true });
      removing.set(
        digest,
        removal.catch(() => {}),
      );
      await removal.finally(() => removing.delete(digest));
    },
    digests: () => digestsIn(disk, folder),
  };

  function removalOf(digest: string): Promise<void> | undefined {
    return removing.get(digest);
  }

  function hold(digest: string): void {
    held.set(digest, (held.get(digest) ?? 0) + 1);
  }
}

interface Incoming {
  readonly disk: Disk;
  readonly folder: string;
  readonly file: string;
  readonly handle: fsPromises.FileHandle;
  readonly reach: Reach;
  hold(digest: string): void;
  release(digest: string): void;
  removalOf(digest: string): Promise<void> | undefined;
}

function incomingBlob(options: Incoming): IncomingBlob {
  const { disk, folder, file, handle, reach, hold, release, removalOf } = options;
  const hash = createHash('sha256');
  let head = Buffer.alloc(0);
  let received = 0;
  let digest: string | null = null;
  let open = true;
  const known = () => (digest ??= `sha-256:${hash.digest('hex')}`);
  const closeOnce = async () => {
    if (!open) return;
    open = false;
    await handle.close();
  };
  return {
    received: () => received,
    head: () => head,
    digest: known,
    async append(bytes) {
      try {
        await handle.writeFile(bytes);
      } catch (error) {
        throw unavailable(error);
      }
      hash.update(bytes);
      received += bytes.length;
      if (head.length <= sniffedBytes)
        head = Buffer.concat([head, bytes.subarray(0, sniffedBytes + 1 - head.length)]);
    },
    async keep() {
      const name = known();
      hold(name);
      try {
        await removalOf(name);
        await handle.sync();
        await closeOnce();
        reach('upload.written');
        await putInPlace(disk, file, folder, name);
        reach('upload.placed');
      } catch (error) {
        release(name);
        throw unavailable(error);
      }
      let isHeld = true;
      return {
        digest: name,
        release: () => {
          if (isHeld) release(name);
          isHeld = false;
        },
      };
    },
    async drop() {
      await closeOnce().catch(() => {});
      await disk.rm(file, { force: true }).catch(() => {});
    },
  };
}

/** The same bytes may lie there already: then they are replaced by themselves. */
async function putInPlace(disk: Disk, file: string, folder: string, digest: string): Promise<void> {
  const target = blobPath(folder, digest);
  const shelf = join(target, '..');
  const made = await disk.mkdir(shelf, { recursive: true, mode: 0o700 });
  await disk.rename(file, target);
  await syncFolder(disk, shelf);
  if (made !== undefined) {
    await syncFolder(disk, join(folder, 'sha256'));
    await syncFolder(disk, folder);
  }
}

async function prepare(disk: Disk, folder: string, incoming: string): Promise<void> {
  await disk.rm(incoming, { recursive: true, force: true });
  await disk.mkdir(incoming, { recursive: true, mode: 0o700 });
  await disk.mkdir(join(folder, 'sha256'), { recursive: true, mode: 0o700 });
}

/** Windows cannot open a folder, and writes a rename through by itself. */
async function syncFolder(disk: Disk, folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await disk.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* digestsIn(disk: Disk, folder: string): AsyncGenerator<string> {
  const root = join(folder, 'sha256');
  for (const shelf of await names(disk, root)) {
    for (const hex of await names(disk, join(root, shelf))) {
      const digest = `sha-256:${hex}`;
      if (isDigest(digest) && hex.startsWith(shelf)) yield digest;
    }
  }
}

async function names(disk: Disk, folder: string): Promise<string[]> {
  try {
    return await disk.readdir(folder);
  } catch {
    return [];
  }
}
