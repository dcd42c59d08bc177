import type { ContractRouterClient } from '@orpc/contract';
import type { accountContract } from '../../../../shared/contract/contract.ts';
import { StoredFile } from '../../../../shared/contract/files.ts';
import { CountersignError } from '../../../../shared/errors.ts';
import { unreadable } from '../failures.ts';
import type { Envelope, UploadCommand, UploadProgress } from '../transport.ts';

type Files = ContractRouterClient<typeof accountContract>['files'];

/** A file piece by piece, from where it had come to. @throws TransportError */
export async function uploadFile(
  files: Files,
  upload: UploadCommand,
  envelope: Envelope,
): Promise<StoredFile> {
  try {
    return await goOn(files, upload, envelope, upload.progress ?? (await begin(files, upload, envelope)));
  } catch (error) {
    // The server has dropped it, or has another part of it than is known here.
    if (upload.progress === null || !isLost(error)) throw error;
    await upload.save(null);
    return goOn(files, upload, envelope, await begin(files, upload, envelope));
  }
}

async function begin(
  files: Files,
  { requirement, name, size, save }: UploadCommand,
  { assignmentId, signal }: Envelope,
): Promise<UploadProgress> {
  const input = { taskAsstId: assignmentId, requirement, name, size };
  const { uploadId, chunkSize } = await files.upload.begin(input, { signal });
  const progress = { uploadId, chunkSize: Math.max(1, chunkSize), received: 0 };
  await save(progress);
  return progress;
}

async function goOn(
  files: Files,
  upload: UploadCommand,
  { assignmentId, signal }: Envelope,
  progress: UploadProgress,
): Promise<StoredFile> {
  const { uploadId, chunkSize } = progress;
  let offset = progress.received;
  while (offset < upload.size) {
    const bytes = await upload.read(offset, Math.min(chunkSize, upload.size - offset));
    const chunk = new File([new Uint8Array(bytes)], 'piece');
    const { received } = await files.upload.append(
      { taskAsstId: assignmentId, uploadId, offset, chunk },
      { signal },
    );
    if (received !== offset + bytes.length) throw unreadable('What the server says of the upload');
    offset = received;
    await upload.save({ uploadId, chunkSize, received });
  }
  const file = await files.upload.finish(
    { taskAsstId: assignmentId, uploadId, digest: upload.digest },
    { signal },
  );
  return StoredFile.parse(file);
}

function isLost(error: unknown): boolean {
  if (!(error instanceof CountersignError)) return false;
  if (error.code === 'UPLOAD_NOT_FOUND') return true;
  return error.details.fields?.some(({ pointer }) => pointer === '/offset') === true;
}
