import { Button } from '@mantine/core';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import type { Problem } from '../../ui/problem.ts';
import { longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
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
              decision.completedUser,
              answerLabel(task.ask, decision.value),
              longTime(decision.completedTs, now),
            )}
          </p>
        )}
        <p>{strings.answer.staleNext}</p>
      </Notice>
    );
  }
  return (
    <Notice
      tone="danger"
      title={strings.answer.notSent}
      live
      actions={
        <Button variant="default" onClick={onBack}>
          {strings.answer.toInbox}
        </Button>
      }
    >
      <p>{problem.title}.</p>
      <p>{problem.next}</p>
    </Notice>
  );
}
