import type { CloudEvent } from '../../engine/cloud-event.ts';
import { lifecycleEvents, suspensionEvents, type LifecycleSubject } from '../../engine/lifecycle-events.ts';
import type { Advance, ProcessState } from '../../engine/process-state.ts';
import type { Instant } from '../../shared/clock.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { isLifecycleListenedTo } from '../store/listeners.ts';
import { liveTasksOfProcess } from '../store/tasks.ts';
import { findWorkflowHead } from '../store/workflows.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';

/** What happens to processes, as the events of the language; made only where somebody listens to them. */
export interface Lifecycle {
  /** Of a walk, in the transaction that writes it. */
  ofWalk(process: ProcessRow, before: ProcessState, advance: Advance, now: Instant): readonly CloudEvent[];
  /** Of a suspension, in the transaction that records it. */
  ofSuspension(process: ProcessRow, what: 'suspended' | 'resumed', now: Instant): readonly CloudEvent[];
  /** Hands what was written to those who listen right here. */
  tell(events: readonly CloudEvent[]): void;
  /** @returns stops listening */
  listen(listener: (events: readonly CloudEvent[]) => void): () => void;
}

/** @param source the URI of this account, which the events come from */
export function createLifecycle(
  db: ReadableDatabase,
  source: string,
  publish: (event: CloudEvent, now: Instant) => void,
): Lifecycle {
  const listeners = new Set<(events: readonly CloudEvent[]) => void>();
  const made = (now: Instant, make: () => CloudEvent[]): readonly CloudEvent[] => {
    const stored = isLifecycleListenedTo(db);
    if (!stored && listeners.size === 0) return [];
    const events = make();
    if (stored) for (const event of events) publish(event, now);
    return events;
  };
  return {
    ofWalk: (process, before, advance, now) =>
      made(now, () => lifecycleEvents(subjectOf(db, process), before, advance, { now, source })),
    ofSuspension: (process, what, now) =>
      made(now, () => {
        const live = liveTasksOfProcess(db, process.id).map(({ instance }) => instance);
        return suspensionEvents(what, subjectOf(db, process), live, { now, source });
      }),
    tell(events) {
      if (events.length > 0) for (const listener of listeners) listener(events);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function subjectOf(db: ReadableDatabase, { id, startedAt, workflowId }: ProcessRow): LifecycleSubject {
  const workflow = findWorkflowHead(db, workflowId);
  const { namespace = '', name = '', version = '' } = workflow ?? {};
  return { id, startedAt, document: { namespace, name, version } };
}
