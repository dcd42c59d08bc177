import { largestChunk } from '../../../shared/contract/files.ts';
import { CountersignError } from '../../../shared/errors.ts';
import { largestTaskFiles } from '../../../shared/human-task/file.ts';
import type { AccountFiles } from '../../files/account-files.ts';
import { serverWith, type AccountClient, type AccountSource, type Sources } from './source.ts';

/** The bytes of files of every account, for what sends and fetches them past the router. */
export type CombinedFiles = Pick<AccountFiles, 'read' | 'upload'>;

/** @param owner who is signed in to this computer: files of servers are theirs */
export function combineFiles(sources: Sources, local: CombinedFiles, owner: string): CombinedFiles {
  const holderOf = (userId: string, taskAsstId: string): AccountSource | undefined =>
    userId === owner ? serverWith(sources, sources.servers(), 'assignment', taskAsstId) : undefined;
  return {
    read: (actor, question) =>
      holderOf(actor.userId, question.taskAsstId)?.readFile(question) ?? local.read(actor, question),
    async upload(actor, request, bytes, digest) {
      const holder = holderOf(actor.userId, request.taskAsstId);
      if (holder === undefined) return local.upload(actor, request, bytes, digest);
      const { upload } = holder.client({ actor, source: 'api' }).files;
      return uploadInPieces(upload, { ...request, digest }, bytes);
    },
  };
}

interface Whole {
  readonly taskAsstId: string;
  readonly requirement: string;
  readonly name: string;
  /** In bytes; null: nobody has said, so they are gathered first. */
  readonly size: number | null;
  readonly digest: string | undefined;
}

async function uploadInPieces(
  upload: AccountClient['files']['upload'],
  { taskAsstId, requirement, name, size, digest }: Whole,
  bytes: AsyncIterable<Uint8Array>,
) {
  const pieces = size === null ? await gathered(bytes) : null;
  const length = pieces?.reduce((sum, piece) => sum + piece.length, 0) ?? size ?? 0;
  const { uploadId } = await upload.begin({ taskAsstId, requirement, name, size: length });
  try {
    let offset = 0;
    for await (const piece of pieces ?? bytes) {
      for (let start = 0; start < piece.length; start += largestChunk) {
        const part = piece.slice(start, start + largestChunk);
        const chunk = new File([part], name);
        await upload.append({ taskAsstId, uploadId, offset, chunk });
        offset += part.length;
      }
    }
    return await upload.finish({ taskAsstId, uploadId, ...(digest === undefined ? {} : { digest }) });
  } catch (error) {
    await upload.abort({ taskAsstId, uploadId }).catch(() => {});
    throw error;
  }
}

/** @throws CountersignError FILE_TOO_LARGE for what no task takes */
async function gathered(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > largestTaskFiles) throw new CountersignError('FILE_TOO_LARGE');
    pieces.push(piece);
  }
  return pieces;
}
