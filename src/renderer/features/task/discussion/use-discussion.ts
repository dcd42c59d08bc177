import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import type { Message } from '../../../../shared/contract/discussion.ts';
import { api, client, queryClient } from '../../../app/api.ts';
import { intents } from '../../../app/intents.ts';

export interface Discussion {
  readonly taskAsstId: string;
  /** The oldest first. */
  readonly messages: readonly Message[];
  readonly unread: number;
  /** Who can be named. */
  readonly participants: readonly string[];
  /** Why it cannot be read; null: it can. */
  readonly readError: unknown;
  readonly retry: () => void;
  /** Why the last change was not made. */
  readonly error: unknown;
  /** Null: there are no older ones. */
  readonly readOlder: (() => void) | null;
  post(text: string): Promise<boolean>;
  edit(messageId: string, text: string): Promise<boolean>;
  remove(messageId: string): Promise<boolean>;
  markRead(): void;
}

const pageSize = 50;

/** The discussion of one task, as it is now and as one can take part in it. */
export function useDiscussion(taskAsstId: string): Discussion {
  const query = useInfiniteQuery(
    api.discussion.list.infiniteOptions({
      input: (cursor: string | null) => ({
        taskAsstId,
        limit: pageSize,
        ...(cursor === null ? {} : { cursor }),
      }),
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor,
    }),
  );
  const change = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: api.discussion.key() }),
  });
  const done = (subject: string, text: string | null, send: (idempotencyKey: string) => Promise<unknown>) =>
    change
      .mutateAsync(() => intents.send(subject, text, send))
      .then(
        () => true,
        () => false,
      );
  const pages = query.data?.pages ?? [];
  const messages = pages.flatMap((page) => page.messages).toReversed();
  const unread = pages[0]?.unread.messages ?? 0;
  return {
    taskAsstId,
    messages,
    unread,
    participants: pages[0]?.participants ?? [],
    readError: query.error,
    retry: () => void query.refetch(),
    error: change.error,
    readOlder: query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : null,
    post: (text) =>
      done(`message to ${taskAsstId}`, text, (idempotencyKey) =>
        client.discussion.post({ taskAsstId, text, idempotencyKey }),
      ),
    edit: (messageId, text) =>
      done(messageId, text, (idempotencyKey) =>
        client.discussion.edit({ taskAsstId, messageId, text, idempotencyKey }),
      ),
    remove: (messageId) =>
      done(messageId, null, (idempotencyKey) =>
        client.discussion.delete({ taskAsstId, messageId, idempotencyKey }),
      ),
    markRead() {
      const newest = messages.at(-1);
      if (newest === undefined || unread === 0) return;
      // Whether a number is bold is not worth a message: the next opening tries again.
      void client.discussion
        .markRead({ taskAsstId, upToMessageId: newest.messageId })
        .then(() => queryClient.invalidateQueries({ queryKey: api.discussion.key() }))
        .catch(() => undefined);
    },
  };
}
