import { Readable } from 'node:stream';
import { type Clock, type Timers } from '../../shared/clock.ts';
import type { StoredFile } from '../../shared/contract/files.ts';
import { type Actor } from '../../shared/human-task/actor.ts';
import type { Ids } from '../../shared/ids.ts';
import type { ChangeFeed } from '../../service/changes.ts';
import { errorFields } from '../../service/error-fields.ts';
import type { Log } from '../../service/log.ts';
import type { Reach } from '../reach.ts';
import type { WritableDatabase } from '../store/database.ts';
import { deleteLeftDrafts } from '../store/drafts.ts';
import { deleteFile, deleteLeftFiles, filesOfTask, findFile, isDigestNamed } from '../store/files.ts';
import type { Writer } from '../store/writer.ts';
import { loadOpenTask, loadReadableTask } from '../working-together/load-open-task.ts';
import { createBlobStore, type Disk } from './blob-store.ts';
import { beginningOf, openBytes, checkedBytes } from './read-blob.ts';
import { createUploads, type Uploads } from './uploads.ts';
import type { UploadRequest } from '../../service/files/upload-checks.ts';
import {
  type FileRow,
  type FileQuestion,
  describeFile,
  mustBeTakenBack,
  mustBeText,
  mustBeVisible,
} from '../../service/files/file-row.ts';

/** The files of an account: for its router, and for the transports that send and fetch bytes past it. */
export interface AccountFiles {
  readonly uploads: Uploads;
  /** What was uploaded for a task. @throws CountersignError as `loadReadableTask` */
  list(actor: Actor, taskAsstId: string): StoredFile[];
  /** @throws CountersignError as `loadReadableTask`, FILE_NOT_FOUND */
  get(actor: Actor, question: FileQuestion): StoredFile;
  /** @throws CountersignError as `get`; ASSIGNMENT_INACTIVE, FORBIDDEN for another's, STORE_UNAVAILABLE */
  remove(actor: Actor, question: FileQuestion): Promise<void>;
  /** All at once, from a stream. @throws CountersignError as `Uploads` */
  upload(
    actor: Actor,
    request: UploadRequest,
    bytes: AsyncIterable<Uint8Array>,
    digest?: string,
  ): Promise<StoredFile>;
  finish(actor: Actor, uploadId: string, digest: string | undefined): Promise<StoredFile>;
  /**
   * Its bytes; the stream fails at its end where they are not what was stored. It has to be read or destroyed.
   * @throws CountersignError as `get`; FILE_DAMAGED where they are missing, STORE_UNAVAILABLE
   */
  read(actor: Actor, question: FileQuestion): Promise<{ file: StoredFile; bytes: Readable }>;
  /** The beginning of a text. @throws CountersignError as `get`; FILE_REFUSED for what is none, STORE_UNAVAILABLE */
  text(actor: Actor, question: FileQuestion): Promise<{ text: string; truncated: boolean }>;
  /** Removes what no task needs any more, now and every hour. */
  start(): void;
  /** What `start` does every hour. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

export interface AccountFilesOptions {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly hostId: string;
  readonly folder: string;
  readonly changes: ChangeFeed;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly reach: Reach;
  readonly disk?: Disk | undefined;
}

const betweenTidyingMs = 3_600_000;

export function createAccountFiles(options: AccountFilesOptions): AccountFiles {
  const { db, writer, changes, clock, timers, log } = options;
  const blobs = createBlobStore(options);
  const uploads = createUploads({ ...options, blobs });
  let timer: { cancel(): void } | null = null;
  let tidying: Promise<void> = Promise.resolve();
  let closed = false;

  const tidyOnce = async (): Promise<void> => {
    await blobs.opened;
    await uploads.dropIdle(clock.now());
    await writer.write(() => {
      deleteLeftFiles(db);
      deleteLeftDrafts(db);
    });
    for await (const digest of blobs.digests()) {
      if (closed) return;
      await blobs.removeUnless(digest, (one) => isDigestNamed(db, one));
    }
  };
  /** One after another: who waits for it finds everything tidy. */
  const tidy = (): Promise<void> => {
    const turn = tidying.then(tidyOnce);
    tidying = turn.catch(() => {});
    return turn;
  };
  const tidyNow = () => {
    tidy().catch((error: unknown) => {
      if (!closed) log.warn('Files that nobody needs could not be removed', errorFields(error));
    });
    timer = timers.after(betweenTidyingMs, tidyNow);
  };
  const recorded = (row: FileRow): StoredFile => {
    changes.publish({ topics: ['files'], taskIds: [row.taskId] });
    return describeFile(row);
  };

  return {
    uploads,
    tidy,
    list(actor, taskAsstId) {
      const { task } = loadReadableTask(options, actor, taskAsstId);
      return filesOfTask(db, task.id).map(describeFile);
    },
    get: (actor, question) => describeFile(mustFind(options, actor, question)),
    async remove(actor, question) {
      const file = await writer.write(() => takeBack(options, actor, question));
      changes.publish({ topics: ['files'], taskIds: [file.taskId] });
      await blobs
        .removeUnless(file.digest, (one) => isDigestNamed(db, one))
        .catch(() => {
          // It is found again when everything is tidied.
        });
    },
    async upload(actor, request, bytes, digest) {
      const id = await uploads.begin(actor, request);
      try {
        for await (const piece of bytes) await uploads.append(actor, id, null, piece);
      } catch (error) {
        await uploads.abort(actor, id).catch(() => {});
        throw error;
      }
      return recorded(await uploads.finish(actor, id, digest));
    },
    async finish(actor, uploadId, digest) {
      return recorded(await uploads.finish(actor, uploadId, digest));
    },
    async read(actor, question) {
      const row = mustFind(options, actor, question);
      const handle = await openBytes(blobs.pathOf(row.digest));
      return { file: describeFile(row), bytes: Readable.from(checkedBytes(handle, row.digest)) };
    },
    async text(actor, question) {
      const row = mustFind(options, actor, question);
      mustBeText(row);
      return beginningOf(blobs.pathOf(row.digest), row.size);
    },
    start: tidyNow,
    async close() {
      closed = true;
      timer?.cancel();
      await uploads.close();
      await Promise.all([tidying, blobs.opened]);
    },
  };
}

function takeBack(options: AccountFilesOptions, actor: Actor, question: FileQuestion): FileRow {
  const { task } = loadOpenTask(options, actor, question.taskAsstId);
  const file = mustFind(options, actor, question);
  mustBeTakenBack(file, task, actor);
  deleteFile(options.db, file.id);
  return file;
}

function mustFind(options: AccountFilesOptions, actor: Actor, { taskAsstId, fileId }: FileQuestion): FileRow {
  const { task } = loadReadableTask(options, actor, taskAsstId);
  return mustBeVisible(findFile(options.db, fileId), task);
}
