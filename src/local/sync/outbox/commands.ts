import { assertNever } from '../../../shared/assert-never.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { unavailable } from '../../files/disk-error.ts';
import { openBytes } from '../../files/read-blob.ts';
import { findEntry } from '../../store/replica/outbox.ts';
import type { OutboxRow } from '../../store/replica/outbox-row.ts';
import { changeEntry } from '../../store/replica/outbox-writes.ts';
import { findReplicaFile } from '../../store/replica/files.ts';
import type { ReplicaParts } from '../replica-parts.ts';
import type { Command, Envelope, UploadCommand, UploadProgress } from '../transports/transport.ts';
import { withServerFiles } from './answer.ts';
import { requestOf } from './entries.ts';

/** What an entry asks the server to do. @throws CountersignError FILE_NOT_FOUND where a file of it is gone */
export function commandOf(parts: ReplicaParts, row: OutboxRow): Command {
  const { action } = row;
  switch (action) {
    case 'completeTask': {
      const response = withServerFiles(parts.db, requestOf(row, action).response);
      if (response === null) throw new CountersignError('FILE_NOT_FOUND');
      return { action, response };
    }
    case 'claimHumanTask':
      return { action, minutes: requestOf(row, action).minutes };
    case 'releaseHumanTask':
      return { action };
    case 'postMessage':
      return { action, text: requestOf(row, action).text };
    case 'uploadFile':
      return { action, upload: uploadOf(parts, row) };
    default:
      return assertNever(action);
  }
}

export function envelopeOf({ identity }: ReplicaParts, row: OutboxRow, signal: AbortSignal): Envelope {
  const { assignmentId, taskId, key, source, uncertain } = row;
  return { assignmentId, taskId, key, source, uncertain, userId: identity.userId, signal };
}

function uploadOf({ db, writer, blobs, reach }: ReplicaParts, row: OutboxRow): UploadCommand {
  const file = findReplicaFile(db, requestOf(row, 'uploadFile').fileId);
  if (file === null) throw new CountersignError('FILE_NOT_FOUND');
  const { requirement, name, size, digest } = file;
  return {
    requirement,
    name,
    size,
    digest,
    progress: row.progressJson === null ? null : (JSON.parse(row.progressJson) as UploadProgress),
    read: (offset, length) => readPart(blobs.pathOf(digest), offset, length),
    async save(progress) {
      await writer.write(() => {
        const current = findEntry(db, row.id);
        if (current === null) return;
        changeEntry(db, current, { progressJson: progress === null ? null : JSON.stringify(progress) });
      });
      reach('piece.sent');
    },
  };
}

/** @throws CountersignError FILE_DAMAGED, STORE_UNAVAILABLE */
async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await openBytes(path);
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, offset);
    if (bytesRead === length) return buffer;
    throw new CountersignError('FILE_DAMAGED', { message: 'The bytes of this file are missing.' });
  } catch (error) {
    throw unavailable(error);
  } finally {
    await handle.close();
  }
}
