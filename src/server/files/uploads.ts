import { createHash } from 'node:crypto';
import { describeFile, type FileRow } from '../../service/files/file-row.ts';
import {
  mustBeTaken,
  mustBeWhole,
  mustFitWith,
  requirementFor,
  type CheckedUpload,
  type UploadRequest,
} from '../../service/files/upload-checks.ts';
import type { Instant } from '../../shared/clock.ts';
import type { StoredFile } from '../../shared/contract/files.ts';
import { CountersignError } from '../../shared/errors.ts';
import { safeFileName } from '../../shared/human-task/file-name.ts';
import { fileType, sniffedBytes } from '../../shared/human-task/file-type.ts';
import type { TaskRow } from '../../service/processes/task-row.ts';
import { tellOf } from '../assignments/tell-feed.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import {
  appendBytes,
  countUploads,
  deleteUpload,
  findUploadForUpdate,
  insertUpload,
  lockDigest,
  placeBytes,
  readUploaded,
  type UploadRow,
} from '../store/blobs.ts';
import type { Reader, Tx } from '../store/database.ts';
import { filesOfTask, insertFile } from '../store/files.ts';
import { loadOpenTask, type ReadableTask } from '../working-together/load-open-task.ts';

// U1: an upload belongs to who began it, for one task; the task is looked at again when it is finished.
// U2: its pieces are taken one after another, each where the one before ended; what was taken is on disk, so an upload goes on
//     after a lost connection, on whichever node. Where it stands is said to whoever sends another offset.
// U3: a file is visible only when its row is written, in the transaction that found its bytes whole.

type Parts = Pick<ServerParts, 'db' | 'clock' | 'ids' | 'reach'>;

interface UploadQuestion {
  readonly taskAsstId: string;
  readonly uploadId: string;
}

/** Of one user at once. */
const mostUploads = 50;

/** @throws CountersignError as `loadOpenTask`; INVALID_REQUEST, FILE_TOO_LARGE, FILE_REFUSED, STORE_UNAVAILABLE */
export async function beginUpload(
  { db, clock, ids }: Parts,
  { hostId, actor }: ServerCaller,
  request: UploadRequest & { readonly size: number },
): Promise<string> {
  return db.write(hostId, async (tx) => {
    const now = clock.now();
    if ((await countUploads(tx, actor.userId)) >= mostUploads) {
      throw new CountersignError('INVALID_REQUEST', {
        message: 'Too many files are being uploaded at once.',
      });
    }
    const { task } = await loadOpenTask(tx, actor, request.taskAsstId, now);
    const name = safeFileName(request.name);
    const { requirement, size } = request;
    requirementFor(task, await filesOfTask(tx, task.id), { requirement, name, size });
    const id = ids.next();
    const type = fileType(name, Buffer.alloc(0));
    const upload = { id, taskId: task.id, userId: actor.userId, requirement, name, size, type };
    await insertUpload(tx, { ...upload, begunAt: now });
    return id;
  });
}

/**
 * @returns how many bytes have arrived
 * @throws CountersignError as `loadOpenTask`; UPLOAD_NOT_FOUND, INVALID_REQUEST for another offset, FILE_TOO_LARGE,
 *   FILE_REFUSED, FILE_DAMAGED, STORE_UNAVAILABLE; what is refused ends the upload
 */
export async function appendToUpload(
  { db, clock }: Parts,
  caller: ServerCaller,
  question: UploadQuestion & { readonly offset: number },
  bytes: Buffer,
): Promise<number> {
  return endingWhatIsRefused({ db }, caller, question, async (tx) => {
    const { upload, checked } = await loadUpload(tx, caller, question, clock.now());
    if (question.offset !== upload.received) throw otherOffset(upload.received);
    mustFitWith(checked, bytes.length);
    if (bytes.length === 0) return upload.received;
    await appendBytes(tx, upload, bytes);
    const received = upload.received + bytes.length;
    const crossesHead = upload.received <= sniffedBytes && received > sniffedBytes;
    if (crossesHead) mustBeTaken({ ...checked, blob: await arrived(tx, upload.id, received) });
    return received;
  });
}

/** @throws CountersignError as `appendToUpload` */
export async function finishUpload(
  { db, clock, reach }: Parts,
  caller: ServerCaller,
  question: UploadQuestion & { readonly digest?: string | undefined },
): Promise<StoredFile> {
  const file = await endingWhatIsRefused({ db }, caller, question, async (tx) => {
    const now = clock.now();
    const { upload, checked, loaded } = await loadUpload(tx, caller, question, now);
    const blob = await arrived(tx, upload.id, upload.received);
    const digest = await digestOf(tx, upload.id);
    const whole: CheckedUpload = { ...checked, blob };
    mustBeWhole(whole, digest, question.digest);
    mustBeTaken(whole);
    await lockDigest(tx, digest);
    await placeBytes(tx, upload.id, digest);
    await deleteUpload(tx, upload.id);
    const row: FileRow = {
      ...fileOf(upload, loaded.task, digest, now),
      type: fileType(upload.name, blob.head()),
      answered: false,
    };
    await insertFile(tx, row);
    await tellOf(tx, loaded.all, now);
    reach('command.before-commit');
    return row;
  });
  reach('command.committed');
  return describeFile(file);
}

/** @throws CountersignError UPLOAD_NOT_FOUND */
export async function abortUpload(
  { db }: Pick<Parts, 'db'>,
  { hostId, actor }: ServerCaller,
  { uploadId }: UploadQuestion,
): Promise<void> {
  await db.write(hostId, async (tx) => {
    const upload = await findUploadForUpdate(tx, uploadId);
    if (upload?.userId !== actor.userId) throw new CountersignError('UPLOAD_NOT_FOUND');
    await deleteUpload(tx, uploadId);
  });
}

/** The sender may go on where the last piece ended: the upload is not over. */
class OffsetError extends CountersignError {}

function otherOffset(received: number): OffsetError {
  return new OffsetError('INVALID_REQUEST', {
    message: `The next piece begins at ${received}.`,
    details: { fields: [{ pointer: '/offset', message: `Must be ${received}.` }] },
  });
}

const ends: ReadonlySet<string> = new Set(['FILE_TOO_LARGE', 'FILE_REFUSED', 'FILE_DAMAGED']);

/** What is refused is rolled back, and with it the row of the upload stays: so it is removed by itself. */
async function endingWhatIsRefused<T>(
  { db }: Pick<Parts, 'db'>,
  { hostId }: ServerCaller,
  { uploadId }: UploadQuestion,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await db.write(hostId, work);
  } catch (error) {
    if (error instanceof CountersignError && ends.has(error.code)) {
      await db.write(hostId, (tx) => deleteUpload(tx, uploadId));
    }
    throw error;
  }
}

interface LoadedUpload {
  readonly upload: UploadRow;
  readonly checked: CheckedUpload;
  readonly loaded: ReadableTask;
}

async function loadUpload(
  tx: Tx,
  { actor }: ServerCaller,
  { taskAsstId, uploadId }: UploadQuestion,
  now: Instant,
): Promise<LoadedUpload> {
  const loaded = await loadOpenTask(tx, actor, taskAsstId, now);
  const upload = await findUploadForUpdate(tx, uploadId);
  const isTheirs = upload?.userId === actor.userId && upload.taskId === loaded.task.id;
  if (upload === null || !isTheirs) throw new CountersignError('UPLOAD_NOT_FOUND');
  const { requirement: wanted, name, size, received } = upload;
  const there = await filesOfTask(tx, upload.taskId);
  const requirement = requirementFor(loaded.task, there, { requirement: wanted, name, size });
  const blob = { received: () => received, head: () => Buffer.alloc(0) };
  const request = { taskAsstId, requirement: wanted, name, size };
  return { upload, loaded, checked: { request, requirement, name, blob, isChecked: false } };
}

async function arrived(reader: Reader, uploadId: string, received: number) {
  const head = (await readUploaded(reader, uploadId, 0)) ?? Buffer.alloc(0);
  return { received: () => received, head: () => head.subarray(0, sniffedBytes + 1) };
}

/** Piece by piece: a file can be longer than what should be held in memory. */
async function digestOf(reader: Reader, uploadId: string): Promise<string> {
  const hash = createHash('sha256');
  for (let offset = 0; ;) {
    const bytes = await readUploaded(reader, uploadId, offset);
    if (bytes === null) return `sha-256:${hash.digest('hex')}`;
    hash.update(bytes);
    offset += bytes.length;
  }
}

function fileOf(upload: UploadRow, task: TaskRow, digest: string, at: Instant) {
  return {
    id: upload.id,
    taskId: task.id,
    processId: task.processId,
    requirement: upload.requirement,
    name: upload.name,
    size: upload.received,
    digest,
    uploadedBy: upload.userId,
    uploadedAt: at,
  };
}
