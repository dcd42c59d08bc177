import type { HumanTask } from '../../../shared/contract/human-tasks.ts';

/**
 * Whether nothing can come of this assignment any more: its task was answered or withdrawn, or somebody else is asked now. A
 * task that cannot be answered just now, because somebody works on it or nobody holds it, is not over.
 */
export function isOver({ taskAsstId, taskStatusCode, assignments }: HumanTask): boolean {
  const own = assignments.find((place) => place.taskAsstId === taskAsstId);
  return taskStatusCode !== 'W' || own?.active === false;
}
