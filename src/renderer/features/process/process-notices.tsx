import { Button } from '@mantine/core';
import type { ProcessDetail } from '../../../shared/contract/processes.ts';
import { keyed } from '../../app/keyed.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import classes from './process.module.css';
import type { Operations } from './use-operations.ts';

interface ProcessNoticesProps {
  readonly process: ProcessDetail;
  readonly operations: Operations;
  readonly onOpenEntry: (taskId: string) => void;
}

const words = strings.process;

/** What keeps a process from going on, or has ended it before its time. */
export function ProcessNotices({ process, operations, onOpenEntry }: ProcessNoticesProps) {
  return (
    <>
      <Cancelled process={process} />
      {process.suspendedTs !== null && process.completedTs === null && process.cancellation === null && (
        <Notice tone="warning" title={words.suspendedTitle}>
          <p>
            {words.suspendedSince}
            <TimeText at={process.suspendedTs} />. {words.suspendedText}
          </p>
        </Notice>
      )}
      <ResumeFailure process={process} operations={operations} />
      <Failure process={process} operations={operations} onOpenEntry={onOpenEntry} />
    </>
  );
}

function Cancelled({ process }: { readonly process: ProcessDetail }) {
  const { cancellation, completedTs } = process;
  if (cancellation === null) return null;
  return (
    <Notice tone="plain" title={completedTs === null ? words.cancellingTitle : words.cancelledTitle}>
      <p>
        {words.cancelledBy(cancellation.by)}
        <TimeText at={cancellation.requestedTs} />.
      </p>
      {cancellation.reason !== null && <p className={classes.given}>“{cancellation.reason}”</p>}
    </Notice>
  );
}

function ResumeFailure({ process, operations }: Omit<ProcessNoticesProps, 'onOpenEntry'>) {
  const now = useNow();
  const { resumeFailure } = process;
  const { may, pending, run } = operations;
  useShortcut('retryNow', () => run({ kind: 'retry' }), may.retry);
  if (resumeFailure === null) return null;
  return (
    <Notice
      tone="warning"
      title={words.resumeTitle}
      actions={
        may.retry && (
          <Button
            variant="default"
            loading={pending === 'retry'}
            {...keyed('retryNow')}
            onClick={() => run({ kind: 'retry' })}
          >
            {strings.operations.retry}
          </Button>
        )
      }
    >
      <p>{resumeFailure.message}</p>
      <p>{words.resumeText(resumeFailure.attempts, longTime(resumeFailure.nextTryTs, now))}</p>
    </Notice>
  );
}

function Failure({ process, operations, onOpenEntry }: ProcessNoticesProps) {
  const { error, failure } = process;
  const { may, pending, run } = operations;
  const retry = () => run({ kind: 'retryFailed' });
  useShortcut('retryTask', retry, may.retryFailed);
  if (error === null) return null;
  const taskId = failure?.taskId ?? null;
  return (
    <Notice
      tone="danger"
      title={error.title ?? words.failedTitle}
      actions={
        (may.retryFailed || taskId !== null) && (
          <>
            {may.retryFailed && (
              <Button
                variant="default"
                loading={pending === 'retryFailed'}
                {...keyed('retryTask')}
                onClick={retry}
              >
                {strings.operations.retryFailed}
              </Button>
            )}
            {taskId !== null && (
              <Button variant="subtle" onClick={() => onOpenEntry(taskId)}>
                {words.showFailedTask}
              </Button>
            )}
          </>
        )
      }
    >
      {error.detail !== undefined && <p>{error.detail}</p>}
      <p className={classes.errorType}>
        {error.type} · {error.status}
        {error.instance !== undefined && ` · ${words.at(error.instance)}`}
      </p>
    </Notice>
  );
}
