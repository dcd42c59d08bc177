import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';
import type { TaskRow } from '../processes/task-row.ts';
import { taskTitle } from '../processes/task-title.ts';
import { workflowReference, type NamedWorkflow } from '../workflow-reference.ts';
import { contextOf, pick } from './ask-context.ts';
import { previousTasks } from './previous-tasks.ts';

/** What an ask is made of that does not change any more once it waits. */
export interface AskedTask {
  readonly hostId: string;
  readonly task: TaskRow;
  /** What it asks, held against its schema. */
  readonly ask: Ask;
  readonly process: { readonly id: string; readonly input: Json };
  readonly workflow: NamedWorkflow & { readonly title: string };
  /** The tasks that ended before it began, the latest first. */
  readonly before: readonly TaskRow[];
}

/** The part of getHumanTask that is the same for everyone who is asked. */
export type SharedDocument = Pick<
  HumanTask,
  | 'hostId'
  | 'taskId'
  | 'processId'
  | 'wfInstanceId'
  | 'wfTaskId'
  | 'workflow'
  | 'ask'
  | 'contextSummary'
  | 'title'
  | 'workflowTitle'
>;

/** The part that shows more to administrators, where the ask declares what others see of the context. */
export type ContextDocument = Pick<HumanTask, 'context' | 'previousTasks' | 'processInput'>;

export function sharedDocument(asked: AskedTask): SharedDocument {
  const { hostId, task, ask, process, workflow } = asked;
  return {
    hostId,
    taskId: task.id,
    processId: process.id,
    wfInstanceId: process.id,
    wfTaskId: task.instance.name,
    workflow: workflowReference(workflow),
    ask,
    contextSummary: pick(contextOf(process, task), ask.contextKeys ?? []),
    title: taskTitle(task.instance),
    workflowTitle: workflow.title,
  };
}

export function contextDocument({ task, process, before }: AskedTask, raw: boolean): ContextDocument {
  return {
    context: raw ? contextOf(process, task) : null,
    previousTasks: previousTasks(before, raw),
    processInput: raw ? process.input : null,
  };
}
