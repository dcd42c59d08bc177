import { Button } from '@mantine/core';
import { IconForbid2, IconLinkOff, IconLock, IconRobot } from '@tabler/icons-react';
import { strings } from '../../strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { EmptyPage, Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { toProblem } from '../../ui/problem.ts';
import { SkeletonPage } from '../../ui/skeleton-rows.tsx';
import type { Icon } from '../../ui/task-icons.tsx';

interface NoTaskPageProps {
  /** Null: the task is still on its way. */
  readonly error: unknown;
  readonly onBack: () => void;
  readonly onRetry: () => void;
  /** Where there is another page for what cannot be shown as an ask. */
  readonly onShowTask?: (() => void) | undefined;
}

type Explained = keyof typeof strings.noTask;

const icons = {
  ASSIGNMENT_NOT_FOUND: IconLinkOff,
  FORBIDDEN: IconLock,
  NOT_AN_ASK: IconRobot,
  ASK_INVALID: IconForbid2,
} as const satisfies Record<Explained, Icon>;

/** In place of a task that cannot be shown: which of the reasons it is, and where to go from here. */
export function NoTaskPage({ error, onBack, onRetry, onShowTask }: NoTaskPageProps) {
  if (error === null) {
    return (
      <Page label={strings.task.region} path={[]} onBack={onBack}>
        <SkeletonPage />
      </Page>
    );
  }
  const code = explained(toProblem(error).code);
  if (code === null) {
    return (
      <Page label={strings.task.region} path={[]} onBack={onBack}>
        <ProblemNotice
          error={error}
          onRetry={onRetry}
          actions={<Button onClick={onBack}>{strings.answer.toInbox}</Button>}
        />
      </Page>
    );
  }
  const { title, text } = strings.noTask[code];
  const show = code === 'NOT_AN_ASK' || code === 'ASK_INVALID' ? onShowTask : undefined;
  return (
    <EmptyPage label={strings.task.region}>
      <div role="alert">
        <EmptyState icon={icons[code]} title={title} text={text}>
          {show !== undefined && (
            <Button onClick={show}>
              {code === 'ASK_INVALID' ? strings.showFailedTask : strings.showTask}
            </Button>
          )}
          <Button variant={show === undefined ? 'filled' : 'default'} onClick={onBack}>
            {strings.answer.toInbox}
          </Button>
        </EmptyState>
      </div>
    </EmptyPage>
  );
}

function explained(code: string): Explained | null {
  if (code === 'TASK_NOT_FOUND') return 'ASSIGNMENT_NOT_FOUND';
  return code in strings.noTask ? (code as Explained) : null;
}
