import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { ProcessDetail } from '../../../shared/contract/processes.ts';
import { api } from '../../app/api.ts';
import { useProcessTasks } from '../../app/process-tasks.ts';
import { strings } from '../../strings.ts';
import { JsonTree } from '../../ui/json-tree.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Timeline } from '../../ui/timeline.tsx';
import { HistoryList } from './history-list.tsx';
import classes from './task.module.css';

interface TaskTabsProps {
  readonly task: HumanTask;
  readonly onOpenTask: (taskAsstId: string) => void;
  readonly onOpenProcess: (processId: string) => void;
}

/** What stands behind the question: how the process came here, all that it knows, and who did what with this task. */
export function TaskTabs(props: TaskTabsProps) {
  const { task } = props;
  return (
    <Tabs defaultValue="timeline" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="timeline">{strings.task.timeline}</Tabs.Tab>
        {task.context !== null && <Tabs.Tab value="context">{strings.task.context}</Tabs.Tab>}
        <Tabs.Tab value="history">{strings.task.history}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="timeline" className={classes.panel}>
        <ProcessTimeline {...props} />
      </Tabs.Panel>
      <Tabs.Panel value="context" className={classes.panel}>
        <JsonTree value={task.context} />
      </Tabs.Panel>
      <Tabs.Panel value="history" className={classes.panel}>
        <HistoryList taskAsstId={task.taskAsstId} />
      </Tabs.Panel>
    </Tabs>
  );
}

function ProcessTimeline({ task, onOpenTask, onOpenProcess }: TaskTabsProps) {
  const process = useQuery(api.processes.get.queryOptions({ input: { processId: task.processId } }));
  if (process.isError) return <ProblemNotice error={process.error} onRetry={() => void process.refetch()} />;
  if (process.data === undefined) return null;
  return (
    <>
      <Steps process={process.data} task={task} onOpenTask={onOpenTask} onOpenProcess={onOpenProcess} />
      <Button variant="subtle" className={classes.openProcess} onClick={() => onOpenProcess(task.processId)}>
        {strings.task.openProcess}
      </Button>
    </>
  );
}

function Steps({ process, task, ...open }: TaskTabsProps & { readonly process: ProcessDetail }) {
  const userId = useQuery(api.account.info.queryOptions()).data?.userId ?? '';
  const { tasks } = useProcessTasks(process);
  return <Timeline tasks={tasks} userId={userId} currentTaskAsstId={task.taskAsstId} {...open} />;
}
