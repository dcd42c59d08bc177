import type { ChangeFeed } from '../../../service/changes.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { Applied } from './apply-feed.ts';

/** Tells the window what to read again, of a long stretch of the feed not more often than somebody can look. */
export interface News {
  add(applied: Applied): void;
  /** Everything that was added and not told. */
  tell(): void;
  /** The same, when the last time was long enough ago. */
  tellSometimes(): void;
}

const betweenMs = 500;
const topics = ['human-tasks', 'processes', 'discussions', 'drafts', 'files'] as const;

export function createNews(changes: Pick<ChangeFeed, 'publish'>, clock: Clock): News {
  let taskIds = new Set<string>();
  let processIds = new Set<string>();
  let toldAt = 0;
  const tell = () => {
    if (taskIds.size === 0) return;
    const change = { topics, taskIds: [...taskIds], processIds: [...processIds] };
    taskIds = new Set();
    processIds = new Set();
    toldAt = clock.now();
    changes.publish(change);
  };
  return {
    add(applied) {
      for (const id of applied.taskIds) taskIds.add(id);
      for (const id of applied.processIds) processIds.add(id);
    },
    tell,
    tellSometimes() {
      // Also when the clock was set back meanwhile.
      if (Math.abs(clock.now() - toldAt) >= betweenMs) tell();
    },
  };
}
