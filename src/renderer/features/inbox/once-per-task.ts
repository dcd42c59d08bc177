/**
 * Answers a task at most once: a second press while the first is on its way does nothing, and neither does one after it,
 * while the row is still to leave the list. Where nothing was answered, the task can be tried again.
 */
export function createOncePerTask(): (taskAsstId: string, answer: () => Promise<boolean>) => Promise<void> {
  const taken = new Set<string>();
  return async (taskAsstId, answer) => {
    if (taken.has(taskAsstId)) return;
    taken.add(taskAsstId);
    if (!(await answer())) taken.delete(taskAsstId);
  };
}
