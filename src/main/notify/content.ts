import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import type { OptionValue } from '../../shared/human-task/ask.ts';
import { quickAnswers } from '../../shared/human-task/quick-answers.ts';
import { plainText } from '../../shared/human-task/title.ts';
import type { DesktopNotification } from './desktop/desktop-notifier.ts';

export const openAction = { id: 'open', label: 'Open' } as const;
export const summaryKey = 'summary';

/** A notification with what each of its buttons answers; a button that answers nothing opens the task. */
export interface TaskNotification {
  readonly notification: DesktopNotification;
  readonly answers: ReadonlyMap<string, OptionValue>;
}

/** More than this is cut off by every desktop, each in its own way. */
const longestBody = 280;

const urgencies = { low: 'normal', medium: 'normal', high: 'critical' } as const;

export function taskNotification(task: HumanTask): TaskNotification {
  if (task.ask.sensitive) return sensitiveNotification(task);
  const quick = quickAnswers(task.ask);
  const answers = quick.options.map((option, index) => ({ id: `answer-${index}`, ...option }));
  return {
    notification: {
      key: task.taskAsstId,
      title: task.title,
      body: [promptExcerpt(task), task.workflowTitle].filter((line) => line !== '').join('\n'),
      actions: [
        ...answers.map(({ id, label }) => ({ id, label })),
        ...(quick.mustOpen === null ? [] : [openAction]),
      ],
      urgency: urgencies[task.ask.risk],
    },
    answers: new Map(answers.map(({ id, value }) => [id, value])),
  };
}

export function summaryNotification(count: number): DesktopNotification {
  return {
    key: summaryKey,
    title: `${count} tasks wait for you`,
    body: '',
    actions: [openAction],
    urgency: 'normal',
  };
}

/** In place of a task's notification, when the answer given there did not count. */
export function refusalNotification(
  taskAsstId: string,
  refusal: { readonly title: string; readonly body: string },
): DesktopNotification {
  return { key: taskAsstId, ...refusal, actions: [openAction], urgency: 'normal' };
}

/** A locked screen and whoever stands behind the chair can read it, so it says nothing about the task. */
function sensitiveNotification(task: HumanTask): TaskNotification {
  return {
    notification: {
      key: task.taskAsstId,
      title: 'A task waits for you',
      body: '',
      actions: [openAction],
      urgency: urgencies[task.ask.risk],
    },
    answers: new Map(),
  };
}

function promptExcerpt(task: HumanTask): string {
  const text = plainText(task.ask.prompt);
  if (text === task.title) return '';
  return text.length > longestBody ? `${text.slice(0, longestBody - 1).trimEnd()}…` : text;
}
