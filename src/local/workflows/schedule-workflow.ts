import type { Definition } from '../../engine/definition/definition.ts';
import { nextRun } from '../../engine/schedule.ts';
import { isNewest, newSchedule, type ScheduleTime } from '../../service/workflows/new-workflow.ts';
import type { WorkflowHead } from '../../service/workflows/workflow-row.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { WritableDatabase } from '../store/database.ts';
import { lastPosition } from '../store/events.ts';
import { putSchedule, removeSchedule, scheduleOf, switchSchedule } from '../store/schedules.ts';
import { findWorkflowsNamed } from '../store/workflows.ts';

/**
 * Lets the newest version of a workflow name, and only that, start by itself. Called in the transaction that adds a version; one
 * that is older than what is there changes nothing.
 */
export function scheduleNewest(
  db: WritableDatabase,
  workflow: WorkflowHead,
  { schedule }: Definition,
  time: ScheduleTime,
): void {
  const { namespace, name } = workflow;
  if (!isNewest(findWorkflowsNamed(db, name), workflow)) return;
  if (schedule === undefined) return removeSchedule(db, namespace, name);
  const { row, types } = newSchedule(workflow, schedule, lastPosition(db), time);
  putSchedule(db, row, types);
}

/**
 * Switches the schedule of a workflow on or off, inside the caller's transaction. What was missed while it was off stays missed.
 * @throws CountersignError SCHEDULE_NOT_FOUND
 */
export function switchScheduleOf(
  db: WritableDatabase,
  workflowId: string,
  { schedule }: Definition,
  enabled: boolean,
  { now, timeZone }: ScheduleTime,
): void {
  const known = scheduleOf(db, workflowId);
  if (known === null || schedule === undefined) throw new CountersignError('SCHEDULE_NOT_FOUND');
  if (known.enabled === enabled) return;
  const nextAt = enabled ? nextRun(schedule, { after: now, timeZone }) : null;
  switchSchedule(db, workflowId, { enabled, nextAt, eventsFrom: lastPosition(db) });
}
