import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { NoTaskPage } from '../features/task/no-task-page.tsx';
import { api, queryClient } from './api.ts';
import { inboxPlace } from './navigation.ts';
import { goTo } from './use-place.ts';

interface TaskByIdProps {
  readonly taskId: string;
  readonly onBack: () => void;
}

/** Leads from a task's own id to the caller's assignment of it, or says why there is none. */
export function TaskById({ taskId, onBack }: TaskByIdProps) {
  const task = useQuery(api.humanTasks.ofTask.queryOptions({ input: { taskId } }));
  const taskAsstId = task.data?.taskAsstId;
  useEffect(() => {
    if (taskAsstId !== undefined) goTo({ ...inboxPlace, taskAsstId }, 'replace');
  }, [taskAsstId]);
  return (
    <NoTaskPage
      error={task.error}
      onBack={onBack}
      onRetry={() => void task.refetch()}
      onShowTask={() => void showTask(taskId)}
    />
  );
}

/** A task that asks nobody has a page in its process. */
async function showTask(taskId: string): Promise<void> {
  const { processId } = await queryClient.fetchQuery(api.processes.task.queryOptions({ input: { taskId } }));
  goTo({ kind: 'processes', processId, taskId });
}
