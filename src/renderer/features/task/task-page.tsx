import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SkeletonPage } from '../../ui/skeleton-rows.tsx';
import { AnswerBar } from './answer-bar.tsx';
import { AnswerFields } from './answer-fields.tsx';
import { AnsweredSection } from './answered-section.tsx';
import { factsOf } from './facts-of.ts';
import { Outcomes } from './outcomes.tsx';
import { Prompt } from './prompt.tsx';
import { TaskHeading } from './task-heading.tsx';
import { TaskTabs } from './task-tabs.tsx';
import { useAnswer } from './use-answer.ts';
import { useMarkRead } from './use-mark-read.ts';

interface TaskPageProps {
  readonly taskAsstId: string;
  readonly onBack: () => void;
  readonly onAnswered: (taskAsstId: string) => void;
  readonly onOpenTask: (taskAsstId: string) => void;
  readonly onOpenProcess: (processId: string) => void;
}

/** One task as a decision: the question, the facts that matter, what follows from each answer, then how it came here. */
export function TaskPage(props: TaskPageProps) {
  const task = useQuery(api.humanTasks.get.queryOptions({ input: { taskAsstId: props.taskAsstId } }));
  if (task.data !== undefined) return <LoadedTask {...props} task={task.data} />;
  return (
    <Page label={strings.task.region} path={[]} onBack={props.onBack}>
      {task.isError ? (
        <ProblemNotice
          error={task.error}
          onRetry={() => void task.refetch()}
          actions={<Button onClick={props.onBack}>{strings.answer.toInbox}</Button>}
        />
      ) : (
        <SkeletonPage />
      )}
    </Page>
  );
}

function LoadedTask({ task, ...props }: TaskPageProps & { readonly task: HumanTask }) {
  const answer = useAnswer(task, props.onAnswered);
  const facts = factsOf(task);
  const { workflow } = task;
  useMarkRead(task);
  return (
    <Page
      label={strings.task.region}
      path={[workflow.namespace, workflow.name, task.wfTaskId]}
      onBack={props.onBack}
      footer={<AnswerBar task={task} answer={answer} onBack={props.onBack} />}
    >
      <TaskHeading task={task} />
      <AnsweredSection task={task} />
      <Prompt prompt={task.ask.prompt} title={task.title} />
      {Object.keys(facts).length > 0 && <Facts label={strings.task.facts} facts={facts} />}
      {task.canComplete && <AnswerFields task={task} answer={answer} />}
      {task.canComplete && <Outcomes task={task} />}
      <TaskTabs task={task} onOpenTask={props.onOpenTask} onOpenProcess={props.onOpenProcess} />
    </Page>
  );
}
