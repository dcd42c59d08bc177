import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unavailable } from '../../local/files/disk-error.ts';

/**
 * Writes a file where the person chose to, whole or not at all: what is there already is replaced only by something complete. It
 * is never made executable.
 * @throws CountersignError STORE_UNAVAILABLE, FILE_DAMAGED
 */
export async function saveFile(bytes: Readable, target: string, fileId: string): Promise<void> {
  const partial = `${target}.${fileId}.partial`;
  try {
    await pipeline(bytes, createWriteStream(partial));
    const handle = await open(partial, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw unavailable(error);
  }
}
