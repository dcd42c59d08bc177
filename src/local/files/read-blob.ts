import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { textPreview } from '../../service/files/file-row.ts';
import { longestTextPreview } from '../../shared/contract/files.ts';
import { CountersignError } from '../../shared/errors.ts';
import { unavailable } from './disk-error.ts';

/**
 * The bytes of an opened file, which it closes. A disk may give back other bytes than it was given: that is said at the end.
 * @throws CountersignError FILE_DAMAGED
 */
export async function* checkedBytes(handle: FileHandle, digest: string): AsyncGenerator<Buffer, void, void> {
  const hash = createHash('sha256');
  try {
    for await (const piece of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      hash.update(piece);
      yield piece;
    }
  } finally {
    await handle.close();
  }
  if (`sha-256:${hash.digest('hex')}` !== digest) throw notAsStored('are not those that were stored');
}

/** @throws CountersignError FILE_DAMAGED where they are missing, STORE_UNAVAILABLE */
export async function openBytes(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw notAsStored('are missing');
    throw unavailable(error);
  }
}

function notAsStored(how: string): CountersignError {
  return new CountersignError('FILE_DAMAGED', {
    message: `The bytes of this file ${how}.`,
    details: {
      next: 'The data folder is damaged: put a backup in its place with `countersign restore <file>`.',
    },
  });
}

/** Of a text, for showing it. @throws CountersignError as `openBytes` */
export async function beginningOf(path: string, size: number): Promise<{ text: string; truncated: boolean }> {
  try {
    const handle = await openBytes(path);
    try {
      const buffer = Buffer.alloc(Math.min(size, longestTextPreview));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return textPreview(buffer.subarray(0, bytesRead), size);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unavailable(error);
  }
}
