import type { Definition } from '../../engine/definition/definition.ts';
import { nextRun } from '../../engine/schedule.ts';
import { eventTypesOf } from '../../engine/tasks/event-filter-plan.ts';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { WritableDatabase } from '../store/database.ts';
import { lastPosition } from '../store/events.ts';
import { putSchedule, removeSchedule, scheduleOf, switchSchedule } from '../store/schedules.ts';
import { findWorkflowsNamed } from '../store/workflows.ts';
import { compareVersions } from '../../service/workflows/compare-versions.ts';
import type { WorkflowHead } from '../../service/workflows/workflow-row.ts';

export interface ScheduleTime {
  readonly now: Instant;
  /** The IANA name of the machine's time zone. */
  readonly timeZone: string;
}

/**
 * Lets the newest version of a workflow name, and only that, start by itself. Called in the transaction that adds a version; one
 * that is older than what is there changes nothing.
 */
export function scheduleNewest(
  db: WritableDatabase,
  workflow: WorkflowHead,
  { schedule }: Definition,
  { now, timeZone }: ScheduleTime,
): void {
  const { id, namespace, name, version } = workflow;
  const isNewest = findWorkflowsNamed(db, name).every(
    (other) => other.namespace !== namespace || compareVersions(other.version, version) <= 0,
  );
  if (!isNewest) return;
  if (schedule === undefined) return removeSchedule(db, namespace, name);
  const nextAt = nextRun(schedule, { after: now, timeZone });
  putSchedule(
    db,
    { namespace, name, workflowId: id, nextAt, eventsFrom: lastPosition(db) },
    schedule.on === undefined ? undefined : eventTypesOf(schedule.on),
  );
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
