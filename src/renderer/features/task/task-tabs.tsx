import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { ProcessDetail } from '../../../shared/contract/processes.ts';
import { api } from '../../app/api.ts';
import { useProcessTasks } from '../../app/process-tasks.ts';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Timeline } from '../../ui/timeline.tsx';
import { ContextTab, hasContext } from './context-tab.tsx';
import { DetailsTab } from './details-tab.tsx';
import { composerId } from './discussion/composer.tsx';
import { DiscussionTab } from './discussion/discussion-tab.tsx';
import { useDiscussion } from './discussion/use-discussion.ts';
import { FilesTab } from './files-tab.tsx';
import { useFilesOf } from './files/files-of.ts';
import { HistoryList } from './history-list.tsx';
import classes from './task.module.css';
import { useOwnUserId } from './own-user.ts';

interface TaskTabsProps {
  readonly task: HumanTask;
  readonly onOpenTask: (taskAsstId: string) => void;
  readonly onOpenEntry: (processId: string, taskId: string) => void;
  readonly onOpenProcess: (processId: string) => void;
}

type Tab = 'details' | 'discussion' | 'timeline' | 'context' | 'files' | 'history';

/** What stands behind the question: what led here, what others say about it, all that is known, and who did what. */
export function TaskTabs(props: TaskTabsProps) {
  const { task } = props;
  const [tab, setTab] = useState<Tab>('details');
  const discussion = useDiscussion(task.taskAsstId);
  const files = useFilesOf(task);
  useShortcut('discuss', () => {
    setTab('discussion');
    requestAnimationFrame(() => document.getElementById(composerId)?.focus());
  });
  return (
    <Tabs value={tab} onChange={(value) => setTab((value ?? 'details') as Tab)} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="details">{strings.tabs.details}</Tabs.Tab>
        <Tabs.Tab value="discussion">
          {strings.tabs.discussion}
          <Count of={discussion.messages.length} unread={discussion.unread} />
        </Tabs.Tab>
        <Tabs.Tab value="timeline">{strings.task.timeline}</Tabs.Tab>
        {hasContext(task) && <Tabs.Tab value="context">{strings.task.context}</Tabs.Tab>}
        {files.length > 0 && (
          <Tabs.Tab value="files">
            {strings.tabs.files}
            <Count of={files.length} />
          </Tabs.Tab>
        )}
        <Tabs.Tab value="history">{strings.task.history}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="details" className={classes.panel}>
        <DetailsTab task={task} />
      </Tabs.Panel>
      <Tabs.Panel value="discussion" className={classes.panel}>
        <DiscussionTab discussion={discussion} />
      </Tabs.Panel>
      <Tabs.Panel value="timeline" className={classes.panel}>
        <ProcessTimeline {...props} />
      </Tabs.Panel>
      <Tabs.Panel value="context" className={classes.panel}>
        <ContextTab task={task} />
      </Tabs.Panel>
      <Tabs.Panel value="files" className={classes.panel}>
        <FilesTab task={task} files={files} />
      </Tabs.Panel>
      <Tabs.Panel value="history" className={classes.panel}>
        <HistoryList taskAsstId={task.taskAsstId} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Count({ of: count, unread = 0 }: { readonly of: number; readonly unread?: number }) {
  if (count === 0) return null;
  return (
    <span className={classes.tabCount} data-unread={unread > 0}>
      {` ${count}`}
      {unread > 0 && (
        <span className="cs-visually-hidden">{`, ${strings.discussion.unreadCount(unread)}`}</span>
      )}
    </span>
  );
}

function ProcessTimeline({ task, ...open }: TaskTabsProps) {
  const process = useQuery(api.processes.get.queryOptions({ input: { processId: task.processId } }));
  if (process.isError) return <ProblemNotice error={process.error} onRetry={() => void process.refetch()} />;
  if (process.data === undefined) return null;
  return <Steps process={process.data} task={task} {...open} />;
}

function Steps({ process, task, onOpenEntry, ...open }: TaskTabsProps & { readonly process: ProcessDetail }) {
  const userId = useOwnUserId() ?? '';
  const { tasks } = useProcessTasks(process);
  return (
    <Timeline
      tasks={tasks}
      userId={userId}
      currentTaskAsstId={task.taskAsstId}
      onOpenEntry={(taskId) => onOpenEntry(task.processId, taskId)}
      {...open}
    />
  );
}
