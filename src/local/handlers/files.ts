import { largestChunk } from '../../shared/contract/files.ts';
import type { LocalAccountParts } from '../account-parts.ts';
import type { Base } from './base.ts';

export function fileHandlers(base: Base, { files }: LocalAccountParts) {
  return {
    list: base.files.list.handler(({ input, context }) => ({
      files: files.list(context.actor, input.taskAsstId),
    })),
    get: base.files.get.handler(({ input, context }) => files.get(context.actor, input)),
    remove: base.files.remove.handler(async ({ input, context }) => {
      await files.remove(context.actor, input);
      return {};
    }),
    text: base.files.text.handler(({ input, context }) => files.text(context.actor, input)),
    upload: {
      begin: base.files.upload.begin.handler(async ({ input, context }) => ({
        uploadId: await files.uploads.begin(context.actor, input),
        chunkSize: largestChunk,
      })),
      append: base.files.upload.append.handler(async ({ input, context }) => {
        const bytes = new Uint8Array(await input.chunk.arrayBuffer());
        return { received: await files.uploads.append(context.actor, input.uploadId, input.offset, bytes) };
      }),
      finish: base.files.upload.finish.handler(({ input, context }) =>
        files.finish(context.actor, input.uploadId, input.digest),
      ),
      abort: base.files.upload.abort.handler(async ({ input, context }) => {
        await files.uploads.abort(context.actor, input.uploadId);
        return {};
      }),
    },
  };
}
