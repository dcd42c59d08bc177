import { answeredLabel } from '../../shared/human-task/answer-label.ts';
import { humanize, longestTitle, shortened, titleFromPrompt } from '../../shared/human-task/title.ts';
import type { TaskLine, TaskRow } from './task-row.ts';

/** What a task is called: its own title, else the first line of what it asks, else its name in the file. */
export function taskTitle({ title, ask, name }: Pick<TaskLine, 'title' | 'ask' | 'name'>): string {
  if (title !== null) return shortened(title, longestTitle);
  // What this version cannot read still has a name: lists go on showing it.
  const prompt: unknown = ask?.prompt;
  return typeof prompt === 'string' ? titleFromPrompt(prompt) : humanize(name);
}

/** One line of what came of a task; null when there is nothing to say. */
export function resultLine({ instance }: Pick<TaskRow, 'instance'>): string | null {
  const { error, answer, ask, kind, next, status } = instance;
  if (error !== null) return error.detail ?? error.title ?? error.type;
  if (answer !== null && ask !== null) return answeredLabel(ask, answer);
  if (kind === 'switch' && next !== null && status === 'completed') return `→ ${humanize(next)}`;
  return null;
}
