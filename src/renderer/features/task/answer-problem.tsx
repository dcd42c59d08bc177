import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import type { Problem } from '../../ui/problem.ts';
import { longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { goneReason, goneTitle, nameOf } from './assignment-words.ts';
import { answerLabel } from './answer-label.ts';
import { isOver } from './is-over.ts';
import { useOwnUserId } from './own-user.ts';

interface AnswerProblemProps {
  readonly problem: Problem;
  readonly task: HumanTask;
  readonly onBack: () => void;
}

/** Why an answer was not taken. Whoever lost a race is told who decided what and when, not only that it is too late. */
export function AnswerProblem({ problem, task, onBack }: AnswerProblemProps) {
  const back = (
    <Button variant="default" onClick={onBack}>
      {strings.answer.toInbox}
    </Button>
  );
  if (problem.code === 'STALE_TASK') return <Stale problem={problem} task={task} onBack={onBack} />;
  if (problem.code === 'CLAIMED_BY_OTHER') return <Claimed problem={problem} task={task} back={back} />;
  if (problem.code === 'ASSIGNMENT_INACTIVE') return <Inactive task={task} back={back} />;
  const title = problem.code === 'ANSWER_INVALID' ? strings.invalidTitle : strings.answer.notSent;
  return (
    <Notice tone="danger" title={title} live actions={back}>
      <p>{problem.title}.</p>
      <p>{problem.next}</p>
    </Notice>
  );
}

/** The task has an answer: somebody else's, or one's own, given elsewhere. */
function Stale({ problem, task, onBack }: AnswerProblemProps) {
  const now = useNow();
  const userId = useOwnUserId();
  const { decision } = problem.details;
  const isOwn = decision !== undefined && decision.completedUser === userId;
  return (
    <Notice
      tone="warning"
      title={isOwn ? strings.answer.staleOwnTitle : strings.answer.staleTitle}
      live
      actions={<Button onClick={onBack}>{strings.answer.toInbox}</Button>}
    >
      {decision !== undefined && (
        <p>
          {strings.answer.staleDecision(
            isOwn ? strings.task.you : nameOf(task, decision.completedUser),
            answerLabel(task.ask, decision.value),
            longTime(decision.completedTs, now),
          )}
        </p>
      )}
      <p>{isOwn ? strings.answer.staleOwnNext : strings.answer.staleNext}</p>
    </Notice>
  );
}

/** Nobody has answered: the task waits for somebody else now, or it has ended. */
function Inactive({ task, back }: Pick<ClaimedProps, 'task' | 'back'>) {
  const userId = useOwnUserId();
  const why = isOver(task) ? goneReason(task, userId) : undefined;
  return (
    <Notice tone="warning" title={goneTitle(task, userId)} live actions={back}>
      {why !== undefined && <p>{why}</p>}
      <p>{strings.inactiveText}</p>
    </Notice>
  );
}

interface ClaimedProps extends Pick<AnswerProblemProps, 'problem' | 'task'> {
  readonly back: ReactNode;
}

/** Somebody took the task while one was answering: who, and until when it is theirs. */
function Claimed({ problem, task, back }: ClaimedProps) {
  const now = useNow();
  const words = strings.claimedElsewhere;
  const { claim } = problem.details;
  const ends = claim?.claimExpiresTs ?? null;
  return (
    <Notice tone="warning" title={words.title(nameOf(task, claim?.claimedBy ?? ''))} live actions={back}>
      <p>{ends === null ? words.open : words.until(longTime(ends, now))}</p>
      <p>{words.kept}</p>
    </Notice>
  );
}
