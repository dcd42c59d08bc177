import type { LoadedAssignment } from '../../service/human-tasks/visible-assignment.ts';
import {
  mustBeOpenTask,
  mustNotBeTakenAway,
  mustReadAlong,
} from '../../service/working-together/open-task.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { loadAssignment, loadForCommand } from '../human-tasks/load-assignment.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import { findTaskForUpdate } from '../store/tasks.ts';
import type { Reader, Tx } from '../store/database.ts';
import type { Instant } from '../../shared/clock.ts';

export interface ReadableTask extends LoadedAssignment {
  /** Everyone who was asked. */
  readonly all: readonly AssignmentRow[];
}

/**
 * A task that still waits for this assignment, and does so until the transaction ends: entries and files can be added.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASK_INVALID, ASSIGNMENT_INACTIVE
 */
export async function loadOpenTask(
  tx: Tx,
  actor: Actor,
  taskAsstId: string,
  now: Instant,
): Promise<ReadableTask> {
  const loaded = await loadForCommand(tx, actor, { taskAsstId }, now);
  mustBeOpenTask(loaded);
  return loaded;
}

/**
 * A task whose discussion and files this caller may read: while it waits, those who are asked; when it has ended, those who
 * were asked until then.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, ASSIGNMENT_INACTIVE for somebody it was taken from
 */
export async function loadReadableTask(
  reader: Reader,
  actor: Actor,
  taskAsstId: string,
): Promise<ReadableTask> {
  const loaded = await loadAssignment(reader, actor, { taskAsstId });
  const all = await assignmentsOfTask(reader, loaded.task.id);
  mustReadAlong(all, actor);
  return { ...loaded, all };
}

/**
 * The same, and nobody is asked instead until the transaction ends; messages of a task are written one after another, so that who
 * has read up to one has had the chance to see every one before it.
 * @throws CountersignError as `loadReadableTask`
 */
export async function lockReadableTask(tx: Tx, actor: Actor, taskAsstId: string): Promise<ReadableTask> {
  const { task } = await loadAssignment(tx, actor, { taskAsstId });
  await findTaskForUpdate(tx, task.id);
  return loadReadableTask(tx, actor, taskAsstId);
}

/**
 * A task that this caller may write about: as for reading, but while it waits only by an assignment that is open.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, ASSIGNMENT_INACTIVE for somebody it was taken from
 */
export async function lockDiscussedTask(tx: Tx, actor: Actor, taskAsstId: string): Promise<ReadableTask> {
  const loaded = await lockReadableTask(tx, actor, taskAsstId);
  mustNotBeTakenAway(loaded);
  return loaded;
}
