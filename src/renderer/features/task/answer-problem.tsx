import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import type { Problem } from '../../ui/problem.ts';
import { longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { nameOf } from './assignment-words.ts';
import { answerLabel } from './answer-label.ts';

interface AnswerProblemProps {
  readonly problem: Problem;
  readonly task: HumanTask;
  readonly onBack: () => void;
}

/** Why an answer was not taken. Whoever lost a race is told who decided what and when, not only that it is too late. */
export function AnswerProblem({ problem, task, onBack }: AnswerProblemProps) {
  const now = useNow();
  const { decision } = problem.details;
  if (problem.code === 'STALE_TASK') {
    return (
      <Notice
        tone="warning"
        title={strings.answer.staleTitle}
        live
        actions={<Button onClick={onBack}>{strings.answer.toInbox}</Button>}
      >
        {decision !== undefined && (
          <p>
            {strings.answer.staleDecision(
              nameOf(task, decision.completedUser),
              answerLabel(task.ask, decision.value),
              longTime(decision.completedTs, now),
            )}
          </p>
        )}
        <p>{strings.answer.staleNext}</p>
      </Notice>
    );
  }
  const back = (
    <Button variant="default" onClick={onBack}>
      {strings.answer.toInbox}
    </Button>
  );
  if (problem.code === 'CLAIMED_BY_OTHER') return <Claimed problem={problem} task={task} back={back} />;
  if (problem.code === 'ASSIGNMENT_INACTIVE') {
    return (
      <Notice tone="warning" title={strings.inactiveTitle} live actions={back}>
        <p>{strings.inactiveText}</p>
      </Notice>
    );
  }
  const title = problem.code === 'ANSWER_INVALID' ? strings.invalidTitle : strings.answer.notSent;
  return (
    <Notice tone="danger" title={title} live actions={back}>
      <p>{problem.title}.</p>
      <p>{problem.next}</p>
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
