import { largestChunk } from '../../shared/contract/files.ts';
import { getFile, listFiles, removeFile, textOfFile } from '../files/stored-files.ts';
import { abortUpload, appendToUpload, beginUpload, finishUpload } from '../files/uploads.ts';
import type { ServerParts } from '../server-parts.ts';
import type { Base } from './base.ts';

export function fileHandlers({ files }: Base, parts: ServerParts) {
  return files.router({
    list: files.list.handler(async ({ input, context }) => ({
      files: await listFiles(parts, context, input),
    })),
    get: files.get.handler(({ input, context }) => getFile(parts, context, input)),
    remove: files.remove.handler(async ({ input, context }) => {
      await removeFile(parts, context, input);
      return {};
    }),
    text: files.text.handler(({ input, context }) => textOfFile(parts, context, input)),
    upload: {
      begin: files.upload.begin.handler(async ({ input, context }) => ({
        uploadId: await beginUpload(parts, context, input),
        chunkSize: largestChunk,
      })),
      append: files.upload.append.handler(async ({ input, context }) => ({
        received: await appendToUpload(parts, context, input, Buffer.from(await input.chunk.arrayBuffer())),
      })),
      finish: files.upload.finish.handler(({ input, context }) => finishUpload(parts, context, input)),
      abort: files.upload.abort.handler(async ({ input, context }) => {
        await abortUpload(parts, context, input);
        return {};
      }),
    },
  });
}
