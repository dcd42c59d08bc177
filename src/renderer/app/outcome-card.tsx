import { Button } from '@mantine/core';
import type { OutboxEntry } from '../../shared/contract/accounts.ts';
import { strings } from '../strings.ts';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { exactTime, longTime } from '../ui/times.ts';
import { useNow } from '../ui/use-now.ts';
import { keyed } from './keyed.tsx';
import { useEntryActions } from './outbox.ts';
import { outcomeTitle, problemInWords, rightsOf } from './outbox-words.ts';
import { OwnAnswer } from './own-answer.tsx';
import { useShortcut } from './use-shortcuts.ts';

const words = strings.queue;

interface OutcomeCardProps {
  readonly entry: OutboxEntry;
  /** Where the task is not what one looks at already. */
  readonly onOpenTask?: (taskAsstId: string) => void;
  /** False where the same keys answer the task. */
  readonly hasKeys: boolean;
}

/**
 * What there is to know of an answer that came too late or was refused: who decided what and when, or why; one's own answer, whole;
 * and what one can do now.
 */
export function OutcomeCard({ entry, onOpenTask, hasKeys }: OutcomeCardProps) {
  const { pending, error, run } = useEntryActions(entry);
  const may = rightsOf(entry);
  useShortcut('retryEntry', () => run('retry'), hasKeys && may.retry);
  useShortcut('commentEntry', () => run('postAsComment'), hasKeys && may.postAsComment);
  useShortcut('dismissEntry', () => run('dismiss'), hasKeys && may.dismiss);
  if (!may.dismiss) return null;
  return (
    <>
      <Notice
        tone={entry.state === 'conflict' ? 'warning' : 'danger'}
        title={outcomeTitle(entry)}
        actions={
          <>
            {may.retry && (
              <Button
                {...(hasKeys ? keyed('retryEntry') : {})}
                loading={pending === 'retry'}
                onClick={() => run('retry')}
              >
                {words.retryRefused}
              </Button>
            )}
            {may.postAsComment && (
              <Button
                variant="default"
                {...(hasKeys ? keyed('commentEntry') : {})}
                loading={pending === 'postAsComment'}
                onClick={() => run('postAsComment')}
              >
                {words.postAsComment}
              </Button>
            )}
            <Button
              variant="default"
              {...(hasKeys ? keyed('dismissEntry') : {})}
              loading={pending === 'dismiss'}
              onClick={() => run('dismiss')}
            >
              {words.dismiss}
            </Button>
            {onOpenTask !== undefined && (
              <Button variant="default" onClick={() => onOpenTask(entry.taskAsstId)}>
                {words.openTask}
              </Button>
            )}
          </>
        }
      >
        {entry.state === 'conflict' ? <Decided entry={entry} /> : <Refused entry={entry} />}
        <OwnAnswer entry={entry} />
      </Notice>
      {error !== null && <ProblemNotice title={words.notDone} error={error} />}
    </>
  );
}

function Decided({ entry: { decided } }: Pick<OutcomeCardProps, 'entry'>) {
  const now = useNow();
  if (decided === null) return <p>{words.conflictUnknown}</p>;
  const { byName, at, label, answer } = decided;
  const when = longTime(at, now);
  return (
    <>
      <p title={exactTime(at)}>
        {label === null ? words.conflictByUnlabelled(byName, when) : words.conflictBy(byName, label, when)}
      </p>
      {answer?.comment !== undefined && <p>{words.theirComment(byName, answer.comment)}</p>}
      <p>{words.conflictNext}</p>
    </>
  );
}

function Refused({ entry }: Pick<OutcomeCardProps, 'entry'>) {
  const lines = problemInWords(entry);
  if (lines.length === 0) return <p>{words.refusedUnknown}</p>;
  return lines.map((line) => <p key={line}>{line}</p>);
}
