import { useEffect } from 'react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { client } from '../../app/api.ts';

/** Moving along the list shows tasks for a blink: only what stays is read. */
const readAfter = 500;

const alreadyRead = new Set<string>();

export function useMarkRead({ taskAsstId, readOnly }: Pick<HumanTask, 'taskAsstId' | 'readOnly'>): void {
  useEffect(() => {
    if (readOnly || alreadyRead.has(taskAsstId)) return;
    const timer = setTimeout(() => {
      alreadyRead.add(taskAsstId);
      // Whether a row is bold is not worth a message: the next opening tries again.
      client.humanTasks.markRead({ taskAsstId }).catch(() => alreadyRead.delete(taskAsstId));
    }, readAfter);
    return () => clearTimeout(timer);
  }, [taskAsstId, readOnly]);
}
