import type { UnreadCount } from '../../../shared/contract/discussion.ts';
import type { CallContext } from '../../caller.ts';
import type { CombinedBase } from './base.ts';
import { holderOf, serversFor, type AccountSource, type Sources } from './source.ts';

interface OfAssignment {
  readonly taskAsstId: string;
}

export function draftHandlers({ drafts }: CombinedBase, sources: Sources) {
  const holder = (context: CallContext, { taskAsstId }: OfAssignment) =>
    holderOf(sources, context, 'assignment', taskAsstId).drafts;
  return {
    get: drafts.get.handler(({ input, context }) => holder(context, input).get(input)),
    save: drafts.save.handler(({ input, context }) => holder(context, input).save(input)),
    discard: drafts.discard.handler(({ input, context }) => holder(context, input).discard(input)),
  };
}

export function fileHandlers({ files }: CombinedBase, sources: Sources) {
  const holder = (context: CallContext, { taskAsstId }: OfAssignment) =>
    holderOf(sources, context, 'assignment', taskAsstId).files;
  const { upload } = files;
  return {
    list: files.list.handler(({ input, context }) => holder(context, input).list(input)),
    get: files.get.handler(({ input, context }) => holder(context, input).get(input)),
    remove: files.remove.handler(({ input, context }) => holder(context, input).remove(input)),
    text: files.text.handler(({ input, context }) => holder(context, input).text(input)),
    upload: {
      begin: upload.begin.handler(({ input, context }) => holder(context, input).upload.begin(input)),
      append: upload.append.handler(({ input, context }) => holder(context, input).upload.append(input)),
      finish: upload.finish.handler(({ input, context }) => holder(context, input).upload.finish(input)),
      abort: upload.abort.handler(({ input, context }) => holder(context, input).upload.abort(input)),
    },
  };
}

type Unread = UnreadCount & { readonly taskId: string; readonly taskAsstId: string };

export function discussionHandlers({ discussion }: CombinedBase, sources: Sources) {
  const holder = (context: CallContext, { taskAsstId }: OfAssignment) =>
    holderOf(sources, context, 'assignment', taskAsstId).discussion;
  return {
    list: discussion.list.handler(({ input, context }) => holder(context, input).list(input)),
    post: discussion.post.handler(({ input, context }) => holder(context, input).post(input)),
    edit: discussion.edit.handler(({ input, context }) => holder(context, input).edit(input)),
    delete: discussion.delete.handler(({ input, context }) => holder(context, input).delete(input)),
    versions: discussion.versions.handler(({ input, context }) => holder(context, input).versions(input)),
    markRead: discussion.markRead.handler(({ input, context }) => holder(context, input).markRead(input)),
    unread: discussion.unread.handler(async ({ context, signal }) => {
      const { tasks } = await sources.local.client(context).discussion.unread();
      const theirs = serversFor(sources, context).map(async (source) => unreadOf(source, context, signal));
      return { tasks: [...tasks, ...(await Promise.all(theirs)).flat()] };
    }),
  };
}

/** Only the server knows; without it there is nothing to say. */
async function unreadOf(
  source: AccountSource,
  context: CallContext,
  signal: AbortSignal | undefined,
): Promise<readonly Unread[]> {
  try {
    const options = signal === undefined ? {} : { signal };
    return (await source.client(context).discussion.unread(undefined, options)).tasks;
  } catch {
    return [];
  }
}
