import { useQuery } from '@tanstack/react-query';
import { SystemTaskPage } from '../features/process/system-task-page.tsx';
import { NoTaskPage } from '../features/task/no-task-page.tsx';
import { TaskPage } from '../features/task/task-page.tsx';
import { api } from './api.ts';
import { inboxPlace } from './navigation.ts';
import { goTo } from './use-place.ts';

interface TaskOfProcessProps {
  readonly taskId: string;
  readonly onBack: () => void;
}

/** A task of a process, whoever does it: an ask as its task page, everything else as the page of a system task. */
export function TaskOfProcess({ taskId, onBack }: TaskOfProcessProps) {
  const task = useQuery(api.processes.task.queryOptions({ input: { taskId } }));
  const openProcess = (processId: string) => goTo({ kind: 'processes', processId });
  if (task.data === undefined) {
    return <NoTaskPage error={task.error} onBack={onBack} onRetry={() => void task.refetch()} />;
  }
  const { taskAsstId, processId, askInvalid } = task.data;
  if (taskAsstId === null || askInvalid)
    return (
      <SystemTaskPage
        task={task.data}
        onBack={onBack}
        onOpenProcess={openProcess}
        onOpenTask={(other) => goTo({ kind: 'processes', processId, taskId: other }, 'replace')}
      />
    );
  return (
    <TaskPage
      taskAsstId={taskAsstId}
      onBack={onBack}
      onAnswered={() => {}}
      onOpenTask={(other) => goTo({ ...inboxPlace, taskAsstId: other })}
      onOpenEntry={(_processId, other) => goTo({ kind: 'processes', processId, taskId: other })}
      onOpenProcess={openProcess}
    />
  );
}
