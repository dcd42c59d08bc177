import type { TaskDetail } from '../../../shared/contract/processes.ts';
import { client } from '../../app/api.ts';
import { pause } from '../../ui/pause.ts';

const looks = 20;
const lookEvery = 100;

/**
 * The attempt that follows a failed one once it is tried again: a task of its own, which begins a moment later.
 * @returns its id; null: it has not begun yet
 */
export async function nextAttempt(failed: TaskDetail): Promise<string | null> {
  const { processId, path } = failed;
  for (let look = 1; look <= looks; look += 1) {
    const { tasks } = await client.processes.get({ processId });
    const next = tasks.findLast((task) => task.path === path && task.taskId !== failed.taskId);
    if (next !== undefined) return next.taskId;
    await pause(lookEvery);
  }
  return null;
}
