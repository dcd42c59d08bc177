import type { Change, TaskAction } from '../shared/contract/account.ts';

/** What somebody who was away for a moment is told of. */
const mostActions = 20;

export type Topic = Change['topics'][number];

export interface ChangeFeed {
  /** Tells every listener, after a commit, what to read again. */
  publish(change: {
    topics: readonly Topic[];
    taskIds?: readonly string[];
    processIds?: readonly string[];
    actions?: readonly TaskAction[];
  }): void;
  onChange(listener: (change: Change) => void): () => void;
  /** The same as a stream from now on; ends when `signal` aborts. */
  stream(signal: AbortSignal | undefined): AsyncGenerator<Change, void, void>;
}

/** A reader that is slower than the changes gets them merged into one: it only needs to know what to read again. */
export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<(change: Change) => void>();
  let revision = 0;
  const onChange = (listener: (change: Change) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    publish({ topics, taskIds = [], processIds = [], actions = [] }) {
      revision += 1;
      const change: Change = {
        revision,
        topics: [...topics],
        taskIds: [...taskIds],
        processIds: [...processIds],
        actions: [...actions],
      };
      for (const listener of listeners) listener(change);
    },
    onChange,
    stream: (signal) => stream(onChange, signal),
  };
}

async function* stream(
  onChange: ChangeFeed['onChange'],
  signal: AbortSignal | undefined,
): AsyncGenerator<Change, void, void> {
  let pending: Change | null = null;
  let wake: () => void = () => {};
  const stop = onChange((change) => {
    pending = pending === null ? change : merge(pending, change);
    wake();
  });
  const onAbort = () => wake();
  signal?.addEventListener('abort', onAbort);
  try {
    while (signal?.aborted !== true) {
      const change: Change | null = pending;
      pending = null;
      if (change !== null) yield change;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', onAbort);
  }
}

function merge(earlier: Change, later: Change): Change {
  return {
    revision: later.revision,
    topics: [...new Set([...earlier.topics, ...later.topics])],
    taskIds: [...new Set([...earlier.taskIds, ...later.taskIds])],
    processIds: [...new Set([...earlier.processIds, ...later.processIds])],
    // Who is far behind is told of the latest only: nobody reads fifty toasts.
    actions: [...earlier.actions, ...later.actions].slice(-mostActions),
  };
}
