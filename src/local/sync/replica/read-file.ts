import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FileQuestion } from '../../../service/files/file-row.ts';
import type { StoredFile } from '../../../shared/contract/files.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { previewOf } from '../../../shared/human-task/file-type.ts';
import { checkedBytes, openBytes } from '../../files/read-blob.ts';
import type { Online } from '../account-connection.ts';
import type { ReplicaParts } from '../replica-parts.ts';
import { mustFind } from './decide.ts';
import type { ReplicaFiles } from './files.ts';

/**
 * The bytes of a file that was chosen here, or of one that only the server has.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FILE_NOT_FOUND, FILE_DAMAGED, OFFLINE, STORE_UNAVAILABLE
 */
export async function readReplicaFile(
  parts: ReplicaParts,
  online: Online,
  files: Pick<ReplicaFiles, 'find'>,
  question: FileQuestion,
): Promise<{ file: StoredFile; bytes: Readable }> {
  const { transport, blobs } = parts;
  const { task } = mustFind(parts, question.taskAsstId);
  const own = files.find(task.taskId, question.fileId);
  if (own !== null) {
    const handle = await openBytes(blobs.pathOf(own.digest));
    return { file: own, bytes: Readable.from(checkedBytes(handle, own.digest)) };
  }
  const { download } = transport;
  if (download === null) throw new CountersignError('FILE_NOT_FOUND');
  const file = await online.ask((client, options) => client.files.get(question, options));
  const { body } = await online.ask(() => download(question));
  if (body === null) throw new CountersignError('FILE_DAMAGED');
  // How it can be shown is decided here: another's word could have a page shown as a picture.
  return {
    file: { ...file, preview: previewOf(file.type) },
    bytes: Readable.fromWeb(body as ReadableStream<Uint8Array>),
  };
}
