import type { CloudEvent } from '../../engine/cloud-event.ts';
import { lifecycleEvents, suspensionEvents, type LifecycleSubject } from '../../engine/lifecycle-events.ts';
import type { Advance, ProcessState } from '../../engine/process-state.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import type { Instant } from '../../shared/clock.ts';
import type { Reader } from '../store/database.ts';
import { isLifecycleListenedTo } from '../store/listeners.ts';
import { liveTasksOfProcess } from '../store/tasks.ts';
import { findWorkflowHead } from '../store/workflows.ts';

/** What a walk did as the events of the language, for those who listen for them. */
export async function lifecycleOfWalk(
  reader: Reader,
  process: ProcessRow,
  before: ProcessState,
  advance: Advance,
  now: Instant,
): Promise<readonly CloudEvent[]> {
  return lifecycleEvents(await subjectOf(reader, process), before, advance, contextOf(reader, now));
}

/** That a process was halted or goes on; none where nobody listens. */
export async function lifecycleOfSuspension(
  reader: Reader,
  process: ProcessRow,
  what: 'suspended' | 'resumed',
  now: Instant,
): Promise<readonly CloudEvent[]> {
  if (!(await isLifecycleListenedTo(reader))) return [];
  const live = (await liveTasksOfProcess(reader, process.id)).map(({ instance }) => instance);
  return suspensionEvents(what, await subjectOf(reader, process), live, contextOf(reader, now));
}

function contextOf({ hostId }: Reader, now: Instant): { now: Instant; source: string } {
  return { now, source: `countersign:${hostId}` };
}

async function subjectOf(
  reader: Reader,
  { id, startedAt, workflowId }: ProcessRow,
): Promise<LifecycleSubject> {
  const workflow = await findWorkflowHead(reader, workflowId);
  const { namespace = '', name = '', version = '' } = workflow ?? {};
  return { id, startedAt, document: { namespace, name, version } };
}
