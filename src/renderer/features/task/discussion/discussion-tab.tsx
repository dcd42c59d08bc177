import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { strings } from '../../../strings.ts';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Composer } from './composer.tsx';
import classes from './discussion.module.css';
import { MessageEntry } from './message-entry.tsx';
import type { Discussion } from './use-discussion.ts';
import { useOwnUserId, useUserNames } from '../own-user.ts';

/** What people say to each other about the task. Seeing it is reading it. */
export function DiscussionTab({ discussion }: { readonly discussion: Discussion }) {
  const userId = useOwnUserId() ?? '';
  const nameOf = useUserNames();
  const { messages, unread, markRead } = discussion;
  const newest = messages.at(-1)?.messageId;
  useEffect(() => {
    if (unread > 0 && document.visibilityState === 'visible') markRead();
    // oxlint-disable-next-line react/exhaustive-deps -- read once for each newest message, not for each drawing
  }, [newest, unread]);
  if (discussion.readError !== null)
    return <ProblemNotice error={discussion.readError} onRetry={discussion.retry} />;
  return (
    <div className={classes.discussion}>
      {discussion.readOlder !== null && (
        <Button variant="subtle" className={classes.older} onClick={discussion.readOlder}>
          {strings.discussion.older}
        </Button>
      )}
      {messages.length === 0 && <p className={classes.faint}>{strings.discussion.empty}</p>}
      <ol className={classes.messages} aria-label={strings.tabs.discussion}>
        {messages.map((message) => (
          <MessageEntry
            key={message.messageId}
            message={message}
            userId={userId}
            nameOf={nameOf}
            discussion={discussion}
          />
        ))}
      </ol>
      {discussion.error !== null && <ProblemNotice error={discussion.error} />}
      <Composer discussion={discussion} userId={userId} nameOf={nameOf} />
    </div>
  );
}
