import type { Definition } from '../../engine/definition/definition.ts';
import { nextRun } from '../../engine/schedule.ts';
import {
  isNewest,
  newSchedule,
  readNewWorkflow,
  sameWorkflow,
  type ScheduleTime,
} from '../../service/workflows/new-workflow.ts';
import type { WorkflowHead } from '../../service/workflows/workflow-row.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Database, Tx } from '../store/database.ts';
import { awaitEvents, lastPosition } from '../store/events.ts';
import { putSchedule, removeSchedule, scheduleOf, switchSchedule } from '../store/schedules.ts';
import { insertWorkflow, lockWorkflowName, workflowsNamed } from '../store/workflows.ts';

/**
 * Adds a workflow file. The same text again is the same workflow; another text under a version that exists is refused,
 * because running processes trust their version to stay what it was. The newest version starts by its schedule, if it has one.
 * @throws CountersignError WORKFLOW_INVALID with every problem, WORKFLOW_EXISTS
 */
export async function addWorkflow(
  db: Database,
  hostId: string,
  source: string,
  fresh: { id: string } & ScheduleTime,
): Promise<WorkflowHead> {
  const { workflow, definition } = readNewWorkflow(source, fresh);
  return db.write(hostId, async (tx) => {
    await lockWorkflowName(tx, workflow.name);
    const named = await workflowsNamed(tx, workflow.name);
    const known = sameWorkflow(named, workflow);
    if (known !== null) return known;
    await insertWorkflow(tx, workflow);
    if (isNewest(named, workflow)) await schedule(tx, workflow, definition, fresh);
    return workflow;
  });
}

async function schedule(
  tx: Tx,
  workflow: WorkflowHead,
  definition: Definition,
  time: ScheduleTime,
): Promise<void> {
  if (definition.schedule === undefined) {
    return removeSchedule(tx, workflow.namespace, workflow.name);
  }
  await awaitEvents(tx);
  const { row, types } = newSchedule(workflow, definition.schedule, await lastPosition(tx), time);
  await putSchedule(tx, row, types);
}

/**
 * Switches the schedule of a workflow on or off, inside the caller's transaction. What was missed while it was off stays missed.
 * @throws CountersignError SCHEDULE_NOT_FOUND
 */
export async function switchScheduleOf(
  tx: Tx,
  workflowId: string,
  { schedule: own }: Definition,
  enabled: boolean,
  { now, timeZone }: ScheduleTime,
): Promise<void> {
  const known = await scheduleOf(tx, workflowId);
  if (known === null || own === undefined) throw new CountersignError('SCHEDULE_NOT_FOUND');
  if (known.enabled === enabled) return;
  await awaitEvents(tx);
  const nextAt = enabled ? nextRun(own, { after: now, timeZone }) : null;
  await switchSchedule(tx, workflowId, { enabled, nextAt, eventsFrom: await lastPosition(tx) });
}
