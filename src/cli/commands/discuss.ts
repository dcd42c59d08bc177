import type { Message } from '../../shared/contract/discussion.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, printable } from '../format.ts';
import { findTask } from './find-task.ts';

/** Writes a message, or without one shows the latest 50, the newest last, and marks them as read. */
export async function discuss(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
  id: string,
  text: string | undefined,
): Promise<ExitCode> {
  const { taskAsstId } = await findTask(api, id);
  if (text !== undefined) {
    const message = await api.discussion.post({ taskAsstId, text, idempotencyKey: environment.ids.next() });
    environment.print(flags.json === true ? JSON.stringify(message) : 'Posted.');
    return exit.ok;
  }
  const { messages, ...page } = await api.discussion.list({ taskAsstId });
  const newest = messages[0];
  if (newest !== undefined) {
    await api.discussion.markRead({ taskAsstId, upToMessageId: newest.messageId });
  }
  environment.print(
    flags.json === true
      ? JSON.stringify({ messages, ...page })
      : messages.toReversed().map(describe).join('\n\n') || 'Nobody has written anything yet.',
  );
  return exit.ok;
}

function describe({ author, postedTs, editedTs, deleted, unread, text }: Message): string {
  const marks = [unread ? 'new' : null, editedTs === null ? null : 'edited'].filter((mark) => mark !== null);
  const heading = `${author} · ${localTime(postedTs)}${marks.map((mark) => ` · ${mark}`).join('')}`;
  return printable(`${heading}\n${deleted ? '(deleted)' : text}`);
}
