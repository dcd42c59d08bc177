import { IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { api } from '../../app/api.ts';
import { useOutboxEntry } from '../../app/outbox.ts';
import { strings } from '../../strings.ts';
import { Facts } from '../../ui/facts.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Page } from '../../ui/page.tsx';
import { toProblem } from '../../ui/problem.ts';
import { AnswerBar } from './answer-bar.tsx';
import { AnswerFields } from './answer-fields.tsx';
import { AnsweredSection } from './answered-section.tsx';
import { AssignmentBar } from './assignment-bar.tsx';
import { AssignmentNotice } from './assignment-notice.tsx';
import { DraftNotice } from './draft-notice.tsx';
import { factsOf } from './facts-of.ts';
import { NoTaskPage } from './no-task-page.tsx';
import { Outcomes } from './outcomes.tsx';
import { ShownTask } from './own-user.ts';
import { QueuedNotice } from './queued-notice.tsx';
import { Prompt } from './prompt.tsx';
import { TaskHeading } from './task-heading.tsx';
import { TaskTabs } from './task-tabs.tsx';
import { useAnswer } from './use-answer.ts';
import { useAssignment } from './use-assignment.ts';
import { useEditing } from './use-editing.ts';
import { useMarkRead } from './use-mark-read.ts';

interface TaskPageProps {
  readonly taskAsstId: string;
  readonly onBack: () => void;
  readonly onAnswered: (taskAsstId: string) => void;
  readonly onOpenTask: (taskAsstId: string) => void;
  /** A task of the process that no person does. */
  readonly onOpenEntry: (processId: string, taskId: string) => void;
  readonly onOpenProcess: (processId: string) => void;
}

/** One task as a decision: the question, the facts that matter, what follows from each answer, then how it came here. */
export function TaskPage(props: TaskPageProps) {
  const task = useQuery(api.humanTasks.get.queryOptions({ input: { taskAsstId: props.taskAsstId } }));
  if (task.data !== undefined) return <LoadedTask {...props} task={task.data} />;
  const shown = task.error === null ? undefined : toProblem(task.error).details.task;
  return (
    <NoTaskPage
      error={task.error}
      onBack={props.onBack}
      onRetry={() => void task.refetch()}
      onShowTask={shown && (() => props.onOpenEntry(shown.processId, shown.taskId))}
    />
  );
}

function LoadedTask({ task: known, ...props }: TaskPageProps & { readonly task: HumanTask }) {
  const entry = useOutboxEntry(known.sync?.outbox?.entryId);
  const { task, queued } = useEditing(known, entry);
  const answer = useAnswer(task, queued, props.onAnswered);
  const assignment = useAssignment(task, props.onOpenTask);
  const facts = factsOf(task);
  const { workflow } = task;
  useMarkRead(task);
  return (
    <ShownTask value={task}>
      <Page
        label={strings.task.region}
        path={[workflow.namespace, workflow.name, task.wfTaskId]}
        onBack={props.onBack}
        actions={
          <IconButton
            icon={IconRoute}
            label={strings.task.openProcess}
            onClick={() => props.onOpenProcess(task.processId)}
          />
        }
        footer={<AnswerBar task={task} answer={answer} onBack={props.onBack} />}
      >
        <TaskHeading task={task} />
        <AssignmentBar assignment={assignment} />
        <AssignmentNotice task={task} />
        {entry !== undefined && <QueuedNotice task={task} entry={entry} isEdited={queued !== null} />}
        <AnsweredSection task={task} onOpenProcess={props.onOpenProcess} />
        <Prompt prompt={task.ask.prompt} title={task.title} />
        {Object.keys(facts).length > 0 && <Facts label={strings.task.facts} facts={facts} />}
        {task.canComplete && <DraftNotice task={task} kept={answer.kept} />}
        {task.canComplete && <AnswerFields task={task} answer={answer} />}
        {task.canComplete && <Outcomes task={task} />}
        <TaskTabs
          task={task}
          onOpenTask={props.onOpenTask}
          onOpenEntry={props.onOpenEntry}
          onOpenProcess={props.onOpenProcess}
        />
      </Page>
    </ShownTask>
  );
}
