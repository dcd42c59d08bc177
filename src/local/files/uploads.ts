import type { Clock, Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { safeFileName } from '../../shared/human-task/file-name.ts';
import { fileType, sniffedBytes } from '../../shared/human-task/file-type.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Reach } from '../reach.ts';
import type { WritableDatabase } from '../store/database.ts';
import { loadOpenTask } from '../working-together/load-open-task.ts';
import { filesOfTask, insertFile } from '../store/files.ts';
import type { Writer } from '../store/writer.ts';
import type { BlobStore, IncomingBlob } from './blob-store.ts';
import type { FileRow } from '../../service/files/file-row.ts';
import {
  mustBeTaken,
  mustBeWhole,
  mustFitWith,
  type CheckedUpload,
  type UploadRequest,
  requirementFor,
} from '../../service/files/upload-checks.ts';

// This module owns what is being uploaded. Invariants:
// U1: an upload belongs to who began it, for one task; the task is looked at again when it is finished.
// U2: the pieces of an upload are taken one after another, each where the one before ended.
// U3: whatever ends an upload removes what arrived of it; a file is visible only when its row is written.

export interface UploadsOptions {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly hostId: string;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly reach: Reach;
}

export interface Uploads {
  /** @throws CountersignError as `loadOpenTask`; INVALID_REQUEST, FILE_TOO_LARGE, FILE_REFUSED, STORE_UNAVAILABLE */
  begin(actor: Actor, request: UploadRequest): Promise<string>;
  /**
   * @returns how many bytes have arrived
   * @throws CountersignError UPLOAD_NOT_FOUND, INVALID_REQUEST for another offset, FILE_TOO_LARGE, FILE_REFUSED, STORE_UNAVAILABLE
   */
  append(actor: Actor, uploadId: string, offset: number | null, bytes: Uint8Array): Promise<number>;
  /** @throws CountersignError as `begin` and `append`; FILE_DAMAGED where size or digest are not what was said */
  finish(actor: Actor, uploadId: string, digest: string | undefined): Promise<FileRow>;
  abort(actor: Actor, uploadId: string): Promise<void>;
  /** Drops those that nobody goes on with. */
  dropIdle(now: Instant): Promise<void>;
  close(): Promise<void>;
}

interface Upload extends CheckedUpload {
  readonly blob: IncomingBlob;
  readonly id: string;
  readonly userId: string;
  usedAt: Instant;
  /** What is under way with it. */
  last: Promise<unknown>;
}

const mostUploads = 50;
const longestIdleMs = 3_600_000;

export function createUploads(options: UploadsOptions): Uploads {
  const { blobs, clock, ids } = options;
  const uploads = new Map<string, Upload>();

  const find = (actor: Actor, id: string): Upload => {
    const upload = uploads.get(id);
    if (upload === undefined || upload.userId !== actor.userId)
      throw new CountersignError('UPLOAD_NOT_FOUND');
    return upload;
  };
  const drop = async (upload: Upload): Promise<void> => {
    uploads.delete(upload.id);
    await upload.blob.drop();
  };
  /** One after another; an upload that failed is over. */
  const inTurn = <T>(upload: Upload, work: () => Promise<T>): Promise<T> => {
    const turn = upload.last.then(async () => {
      if (!uploads.has(upload.id)) throw new CountersignError('UPLOAD_NOT_FOUND');
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof OffsetError)) await drop(upload);
        throw error;
      }
    });
    upload.last = turn.catch(() => {});
    return turn;
  };

  return {
    async begin(actor, request) {
      if (uploads.size >= mostUploads) {
        throw new CountersignError('INVALID_REQUEST', {
          message: 'Too many files are being uploaded at once.',
        });
      }
      const name = safeFileName(request.name);
      const { requirement } = admit(options, actor, { ...request, name });
      const id = ids.next();
      const blob = await blobs.begin(id);
      const upload = { id, userId: actor.userId, request, requirement, name, blob };
      uploads.set(id, { ...upload, usedAt: clock.now(), isChecked: false, last: Promise.resolve() });
      return id;
    },
    async append(actor, uploadId, offset, bytes) {
      const upload = find(actor, uploadId);
      return inTurn(upload, async () => {
        upload.usedAt = clock.now();
        if (offset !== null && offset !== upload.blob.received())
          throw new OffsetError(upload.blob.received());
        mustFitWith(upload, bytes.length);
        await upload.blob.append(bytes);
        if (upload.blob.head().length > sniffedBytes) mustBeTaken(upload);
        return upload.blob.received();
      });
    },
    async finish(actor, uploadId, digest) {
      const upload = find(actor, uploadId);
      return inTurn(upload, async () => {
        const file = await keep(options, actor, upload, digest);
        await drop(upload);
        return file;
      });
    },
    async abort(actor, uploadId) {
      await drop(find(actor, uploadId));
    },
    async dropIdle(now) {
      const idle = [...uploads.values()].filter(({ usedAt }) => now - usedAt > longestIdleMs);
      await Promise.all(idle.map(drop));
    },
    async close() {
      await Promise.all([...uploads.values()].map(drop));
    },
  };
}

/** Whether this task takes such a file from this user now. */
function admit(options: UploadsOptions, actor: Actor, request: UploadRequest) {
  const { task } = loadOpenTask(options, actor, request.taskAsstId);
  return { task, requirement: requirementFor(task, filesOfTask(options.db, task.id), request) };
}

/** The sender may go on where the last piece ended: the upload is not over. */
class OffsetError extends CountersignError {
  constructor(received: number) {
    super('INVALID_REQUEST', {
      message: `The next piece begins at ${received}.`,
      details: { fields: [{ pointer: '/offset', message: `Must be ${received}.` }] },
    });
  }
}

/** Everything is in place: the bytes first, then the row that names them. */
async function keep(
  options: UploadsOptions,
  actor: Actor,
  upload: Upload,
  digest: string | undefined,
): Promise<FileRow> {
  const { db, writer, clock, reach } = options;
  mustBeWhole(upload, upload.blob.digest(), digest);
  mustBeTaken(upload);
  const { name, blob } = upload;
  const size = blob.received();
  const placed = await blob.keep();
  try {
    const file = await writer.write(() => {
      const { task } = admit(options, actor, { ...upload.request, name, size });
      const row = {
        id: upload.id,
        taskId: task.id,
        processId: task.processId,
        requirement: upload.requirement.name,
        name,
        size,
        type: fileType(name, blob.head()),
        digest: placed.digest,
        uploadedBy: actor.userId,
        uploadedAt: clock.now(),
      };
      insertFile(db, row);
      return { ...row, answered: false };
    });
    reach('file.recorded');
    return file;
  } finally {
    placed.release();
  }
}
