import { createHash } from 'node:crypto';
import {
  describeFile,
  mustBeTakenBack,
  mustBeText,
  mustBeVisible,
  textPreview,
  type FileQuestion,
  type FileRow,
} from '../../service/files/file-row.ts';
import { longestTextPreview, type StoredFile } from '../../shared/contract/files.ts';
import { CountersignError } from '../../shared/errors.ts';
import { tellOf } from '../assignments/tell-feed.ts';
import type { ServerCaller } from '../caller.ts';
import type { ServerParts } from '../server-parts.ts';
import { lockDigest, readPiece, removeUnnamedBytes } from '../store/blobs.ts';
import type { Reader } from '../store/database.ts';
import { deleteFile, filesOfTask, findFile } from '../store/files.ts';
import { loadOpenTask, loadReadableTask } from '../working-together/load-open-task.ts';

type Parts = Pick<ServerParts, 'db' | 'clock'>;

/** What was uploaded for a task. @throws CountersignError as `loadReadableTask` */
export async function listFiles(
  { db }: Pick<Parts, 'db'>,
  { hostId, actor }: ServerCaller,
  { taskAsstId }: { readonly taskAsstId: string },
): Promise<StoredFile[]> {
  return db.read(hostId, async (reader) => {
    const { task } = await loadReadableTask(reader, actor, taskAsstId);
    return (await filesOfTask(reader, task.id)).map(describeFile);
  });
}

/** @throws CountersignError as `loadReadableTask`, FILE_NOT_FOUND */
export async function getFile(
  { db }: Pick<Parts, 'db'>,
  caller: ServerCaller,
  question: FileQuestion,
): Promise<StoredFile> {
  return describeFile(await db.read(caller.hostId, (reader) => mustFind(reader, caller, question)));
}

/** @throws CountersignError as `getFile`; ASSIGNMENT_INACTIVE, FORBIDDEN for another's, STORE_UNAVAILABLE */
export async function removeFile(
  { db, clock }: Parts,
  caller: ServerCaller,
  question: FileQuestion,
): Promise<void> {
  const { actor, hostId } = caller;
  await db.write(hostId, async (tx) => {
    const now = clock.now();
    const { task, all } = await loadOpenTask(tx, actor, question.taskAsstId, now);
    const file = await mustFind(tx, caller, question);
    mustBeTakenBack(file, task, actor);
    await lockDigest(tx, file.digest);
    await deleteFile(tx, file.id);
    await removeUnnamedBytes(tx, file.digest);
    await tellOf(tx, all, now);
  });
}

/** The beginning of a text. @throws CountersignError as `getFile`; FILE_REFUSED for what is none, FILE_DAMAGED */
export async function textOfFile(
  { db }: Pick<Parts, 'db'>,
  caller: ServerCaller,
  question: FileQuestion,
): Promise<{ text: string; truncated: boolean }> {
  return db.read(caller.hostId, async (reader) => {
    const file = await mustFind(reader, caller, question);
    mustBeText(file);
    const wanted = Math.min(file.size, longestTextPreview);
    const pieces: Buffer[] = [];
    for (let length = 0; length < wanted;) {
      const piece = await readPiece(reader, file.digest, pieces.length);
      if (piece === null) throw notAsStored('are missing');
      pieces.push(piece);
      length += piece.length;
    }
    return textPreview(Buffer.concat(pieces).subarray(0, wanted), file.size);
  });
}

/**
 * The bytes of a file, a piece at a time; each is read when the one before has been taken, so that a slow reader holds neither
 * memory nor a connection. They fail at their end where they are not what was stored.
 * @throws CountersignError as `getFile`; FILE_DAMAGED, STORE_UNAVAILABLE
 */
export async function readFileBytes(
  { db }: Pick<Parts, 'db'>,
  caller: ServerCaller,
  question: FileQuestion,
): Promise<{ file: StoredFile; bytes: AsyncGenerator<Buffer, void, void> }> {
  const { hostId } = caller;
  const row = await db.read(hostId, (reader) => mustFind(reader, caller, question));
  const pieceOf = (piece: number) => db.read(hostId, (reader) => readPiece(reader, row.digest, piece));
  return { file: describeFile(row), bytes: checkedBytes(row, pieceOf) };
}

async function* checkedBytes(
  { digest }: FileRow,
  pieceOf: (piece: number) => Promise<Buffer | null>,
): AsyncGenerator<Buffer, void, void> {
  const hash = createHash('sha256');
  for (let index = 0; ; index += 1) {
    const piece = await pieceOf(index);
    if (piece === null) break;
    hash.update(piece);
    yield piece;
  }
  if (`sha-256:${hash.digest('hex')}` !== digest) throw notAsStored('are not those that were stored');
}

function notAsStored(how: string): CountersignError {
  return new CountersignError('FILE_DAMAGED', {
    message: `The bytes of this file ${how}.`,
    details: { next: 'The database is damaged: put a backup in its place.' },
  });
}

async function mustFind(
  reader: Reader,
  { actor }: ServerCaller,
  { taskAsstId, fileId }: FileQuestion,
): Promise<FileRow> {
  const { task } = await loadReadableTask(reader, actor, taskAsstId);
  return mustBeVisible(await findFile(reader, fileId), task);
}
