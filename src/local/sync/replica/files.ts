import { timestamp } from '../../../shared/clock.ts';
import type { StoredFile } from '../../../shared/contract/files.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { safeFileName } from '../../../shared/human-task/file-name.ts';
import { fileType, previewOf } from '../../../shared/human-task/file-type.ts';
import { fileHandle } from '../../../shared/human-task/file.ts';
import type { FileRequirement } from '../../../shared/human-task/file.ts';
import type { Source } from '../../../shared/human-task/status.ts';
import type { IncomingBlob } from '../../files/blob-store.ts';
import { beginningOf } from '../../files/read-blob.ts';
import {
  mustBeTaken,
  mustBeWhole,
  mustFitWith,
  requirementFor,
  type CheckedUpload,
  type UploadRequest,
} from '../../../service/files/upload-checks.ts';
import {
  findReplicaFile,
  insertReplicaFile,
  isReplicaDigestNamed,
  removeReplicaFile,
  replicaFilesOf,
  type ReplicaFile,
} from '../../store/replica/files.ts';
import { openEntries } from '../../store/replica/outbox.ts';
import { changeEntry } from '../../store/replica/outbox-writes.ts';
import { requestOf } from '../outbox/entries.ts';
import { tellOf, writeEntry } from '../outbox/outbox.ts';
import type { ReplicaParts } from '../replica-parts.ts';
import { mustFind } from './decide.ts';
import { isWaiting, type Document } from './document.ts';

// U1: a file that was chosen is whole on this disk when `finish` returns; it goes to the server before the answer that names it.
// U2: the pieces of an upload are taken one after another; what is not finished when the app ends is gone.

export interface ReplicaFiles {
  /** Those that were chosen here. */
  list(taskId: string): StoredFile[];
  find(taskId: string, fileId: string): StoredFile | null;
  /** @throws CountersignError FILE_REFUSED for what is no text */
  text(fileId: string): Promise<{ text: string; truncated: boolean }>;
  /** Whether it was one of these. @throws CountersignError ENTRY_SENT once it is on its way */
  remove(taskId: string, fileId: string): Promise<boolean>;
  begin(request: UploadRequest): Promise<string>;
  append(uploadId: string, offset: number, bytes: Uint8Array): Promise<number>;
  finish(uploadId: string, digest: string | undefined, source: Source): Promise<StoredFile>;
  abort(uploadId: string): Promise<void>;
  close(): Promise<void>;
}

interface Upload extends CheckedUpload {
  readonly blob: IncomingBlob;
  last: Promise<unknown>;
}

export function createReplicaFiles(parts: ReplicaParts): ReplicaFiles {
  const { db, writer, blobs, ids } = parts;
  const uploads = new Map<string, Upload>();

  const find = (id: string): Upload => {
    const upload = uploads.get(id);
    if (upload === undefined) throw new CountersignError('UPLOAD_NOT_FOUND');
    return upload;
  };
  const inTurn = <T>(upload: Upload, work: () => Promise<T>): Promise<T> => {
    const turn = upload.last.then(work);
    upload.last = turn.catch(() => {});
    return turn;
  };
  const drop = async (id: string): Promise<void> => {
    const upload = uploads.get(id);
    uploads.delete(id);
    await upload?.blob.drop();
  };

  return {
    list: (taskId) => replicaFilesOf(db, taskId).map(describe),
    find(taskId, fileId) {
      const file = findReplicaFile(db, fileId);
      return file?.taskId === taskId ? describe(file) : null;
    },
    async text(fileId) {
      const file = findReplicaFile(db, fileId);
      if (file === null) throw new CountersignError('FILE_NOT_FOUND');
      if (previewOf(file.type) !== 'text') throw new CountersignError('FILE_REFUSED');
      return beginningOf(blobs.pathOf(file.digest), file.size);
    },
    async remove(taskId, fileId) {
      const file = await writer.write(() => takeBack(parts, taskId, fileId));
      if (file === null) return false;
      parts.changes.publish({ topics: ['files'], taskIds: [taskId] });
      await blobs
        .removeUnless(file.digest, (digest) => isReplicaDigestNamed(db, digest))
        .catch(() => {
          // Rubbish on the disk, nothing more.
        });
      return true;
    },
    async begin(request) {
      const { document } = mustFind(parts, request.taskAsstId);
      const requirement = mustWant(parts, document, request);
      const id = ids.next();
      const blob = await blobs.begin(id);
      const name = safeFileName(request.name);
      uploads.set(id, { request, requirement, name, blob, isChecked: false, last: Promise.resolve() });
      return id;
    },
    append(uploadId, offset, bytes) {
      const upload = find(uploadId);
      return inTurn(upload, async () => {
        const received = upload.blob.received();
        if (offset !== received) {
          const message = `Must be ${received}.`;
          const fields = [{ pointer: '/offset', message }];
          throw new CountersignError('INVALID_REQUEST', { details: { fields } });
        }
        mustFitWith(upload, bytes.length);
        await upload.blob.append(bytes);
        return upload.blob.received();
      });
    },
    finish(uploadId, digest, source) {
      const upload = find(uploadId);
      return inTurn(upload, async () => {
        try {
          return await keep(parts, uploadId, upload, digest, source);
        } finally {
          await drop(uploadId);
        }
      });
    },
    abort: drop,
    async close() {
      await Promise.all([...uploads.keys()].map(drop));
    },
  };
}

/** @throws CountersignError ASSIGNMENT_INACTIVE, INVALID_REQUEST, FILE_TOO_LARGE, FILE_REFUSED */
function mustWant({ db }: ReplicaParts, document: Document, request: UploadRequest): FileRequirement {
  if (!isWaiting(document)) throw new CountersignError('ASSIGNMENT_INACTIVE');
  return requirementFor({ instance: document }, replicaFilesOf(db, document.taskId), request);
}

/** The bytes first, then the row that names them, with what sends them to the server. */
async function keep(
  parts: ReplicaParts,
  id: string,
  upload: Upload,
  digest: string | undefined,
  source: Source,
): Promise<StoredFile> {
  const { db, writer, clock, identity } = parts;
  mustBeWhole(upload, upload.blob.digest(), digest);
  mustBeTaken(upload);
  const placed = await upload.blob.keep();
  try {
    const { file, row } = await writer.write(() => {
      const { task, document } = mustFind(parts, upload.request.taskAsstId);
      mustWant(parts, document, upload.request);
      const file: ReplicaFile = {
        id,
        assignmentId: task.assignmentId,
        taskId: task.taskId,
        requirement: upload.requirement.name,
        name: upload.name,
        size: upload.blob.received(),
        type: fileType(upload.name, upload.blob.head()),
        digest: placed.digest,
        uploadedBy: identity.userId,
        uploadedAt: clock.now(),
        serverJson: null,
      };
      insertReplicaFile(db, file);
      const row = writeEntry(parts, {
        action: 'uploadFile',
        request: { fileId: id },
        assignmentId: task.assignmentId,
        taskId: task.taskId,
        title: document.title,
        label: upload.name,
        source,
        heldUntil: null,
        key: null,
      });
      return { file, row };
    });
    parts.reach('outbox.written');
    tellOf(parts, row);
    return describe(file);
  } finally {
    placed.release();
  }
}

/** One that the server has already is its to remove. */
function takeBack({ db, clock }: ReplicaParts, taskId: string, fileId: string): ReplicaFile | null {
  const file = findReplicaFile(db, fileId);
  if (file === null || file.taskId !== taskId || file.serverJson !== null) return null;
  const entry = openEntries(db).find(
    (row) => row.action === 'uploadFile' && requestOf(row, 'uploadFile').fileId === fileId,
  );
  if (entry !== undefined) {
    if (entry.state === 'sending' || entry.uncertain || entry.progressJson !== null) {
      throw new CountersignError('ENTRY_SENT');
    }
    changeEntry(db, entry, { state: 'withdrawn', endedAt: clock.now(), nextTryAt: null });
  }
  removeReplicaFile(db, fileId);
  return file;
}

function describe(file: ReplicaFile): StoredFile {
  return {
    fileId: file.id,
    handle: fileHandle(file.id),
    taskId: file.taskId,
    requirement: file.requirement,
    name: file.name,
    size: file.size,
    type: file.type,
    digest: file.digest,
    uploadedBy: file.uploadedBy,
    uploadedTs: timestamp(file.uploadedAt),
    preview: previewOf(file.type),
    answered: false,
  };
}
