import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { hasContent, useDraft } from '../../app/drafts.ts';
import { draftKeeper } from '../../app/kept-drafts.ts';
import { isJsonObject } from '../../../shared/json-object.ts';
import { strings } from '../../strings.ts';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { answerInFull, entriesInFull } from './answer-label.ts';
import classes from './task.module.css';
import { goneReason, goneTitle, nameOf } from './assignment-words.ts';
import { isOver } from './is-over.ts';
import { useOwnUserId } from './own-user.ts';

interface AnsweredSectionProps {
  readonly task: HumanTask;
  readonly onOpenProcess: (processId: string) => void;
}

/** What came of a task that is not waiting any more, and what its reader had typed and not sent. */
export function AnsweredSection({ task, onOpenProcess }: AnsweredSectionProps) {
  if (!isOver(task)) return null;
  return (
    <>
      {task.resumeFailed && (
        <Notice
          tone="warning"
          title={strings.task.resumeFailedTitle}
          actions={
            <Button variant="default" onClick={() => onOpenProcess(task.processId)}>
              {strings.resumeFailed.showProcess}
            </Button>
          }
        >
          {strings.task.resumeFailedText}
        </Notice>
      )}
      {task.answer === null ? <Withdrawn task={task} /> : <Decision task={task} answer={task.answer} />}
      <UnsentDraft task={task} />
    </>
  );
}

function Withdrawn({ task }: { readonly task: HumanTask }) {
  const userId = useOwnUserId();
  return (
    <Notice tone="plain" title={goneTitle(task, userId)}>
      {goneReason(task, userId) ?? strings.task.unassignedOther} {strings.task.inactiveNext}
    </Notice>
  );
}

function Decision({
  task,
  answer,
}: {
  readonly task: HumanTask;
  readonly answer: NonNullable<HumanTask['answer']>;
}) {
  return (
    <section className={classes.decision} aria-label={strings.answer.given} data-selectable>
      <IconCircleCheck className={classes.decisionIcon} size={18} stroke={1.75} aria-hidden />
      <div className={classes.decisionBody}>
        {isJsonObject(answer.value) ? (
          <Facts label={strings.answer.given} facts={answer.value} />
        ) : (
          <p className={classes.decisionValue}>{answerInFull(task.ask, answer.value)}</p>
        )}
        {answer.fields !== undefined && Object.keys(answer.fields).length > 0 && (
          <Facts label={strings.answer.fields} facts={answer.fields} />
        )}
        <p className={classes.decisionBy}>
          {task.completedUser !== null && `${strings.answer.answeredBy(nameOf(task, task.completedUser))} · `}
          <TimeText at={task.completedTs ?? answer.submittedAt} />
        </p>
        {answer.comment !== undefined && <p className={classes.decisionComment}>{answer.comment}</p>}
      </div>
    </section>
  );
}

function UnsentDraft({ task }: { readonly task: HumanTask }) {
  const draft = useDraft(task.taskAsstId);
  if (!hasContent(draft)) return null;
  const lines = [...entriesInFull(task.ask, draft), draft.comment];
  return (
    <Notice
      tone="plain"
      title={strings.task.keptDraft}
      actions={
        <Button variant="default" onClick={() => draftKeeper.forget(task.taskAsstId)}>
          {strings.task.discardDraft}
        </Button>
      }
    >
      <p>{strings.task.keptDraftText}</p>
      <p className={classes.kept}>{lines.filter((line) => line !== '').join('\n')}</p>
    </Notice>
  );
}
