import type { StoredFile } from '../../../../shared/contract/files.ts';
import type { WindowClient } from '../../../client.ts';

interface Upload {
  readonly taskAsstId: string;
  readonly requirement: string;
  readonly file: File;
  /** Told how many bytes have arrived. */
  readonly onProgress: (received: number) => void;
  readonly signal: AbortSignal;
}

/** In bytes: what is hashed at once, in memory. A larger file is checked by its length and by what arrived. */
const longestHashed = 64 * 1024 * 1024;

/**
 * Sends a file in pieces, each after the one before has arrived, with the checksum of what was chosen.
 * @throws the signal's reason when it is aborted: nothing of the file is kept then
 */
export async function uploadFile(files: WindowClient['files'], upload: Upload): Promise<StoredFile> {
  const { taskAsstId, requirement, file, onProgress, signal } = upload;
  const { name, size } = file;
  const hashed = digestOf(file);
  const { uploadId, chunkSize } = await files.upload.begin({ taskAsstId, requirement, name, size });
  try {
    for (let offset = 0; offset < size;) {
      signal.throwIfAborted();
      const chunk = new File([file.slice(offset, offset + chunkSize)], name);
      const { received } = await files.upload.append({ taskAsstId, uploadId, offset, chunk });
      offset = received;
      onProgress(received);
    }
    signal.throwIfAborted();
    const digest = await hashed;
    return await files.upload.finish({ taskAsstId, uploadId, ...(digest === null ? {} : { digest }) });
  } catch (error) {
    // Whatever cannot be dropped now is dropped by the app in an hour.
    await files.upload.abort({ taskAsstId, uploadId }).catch(() => undefined);
    throw error;
  }
}

async function digestOf(file: File): Promise<string | null> {
  if (file.size > longestHashed) return null;
  const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  const bytes = [...new Uint8Array(hash)];
  return `sha-256:${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
