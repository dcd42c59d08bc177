import type { Actor } from '../../shared/human-task/actor.ts';
import { loadAssignment } from '../human-tasks/load-assignment.ts';
import { assignmentsOfTask } from '../store/assignments.ts';
import type { ReadableDatabase } from '../store/database.ts';
import type { LoadedAssignment } from '../../service/human-tasks/visible-assignment.ts';
import {
  mustBeOpenTask,
  mustNotBeTakenAway,
  mustReadAlong,
} from '../../service/working-together/open-task.ts';

/** What the verbs of this folder need of the account. */
export interface Where {
  readonly db: ReadableDatabase;
  readonly hostId: string;
}

/**
 * A task that still waits for this assignment: entries and files can be added.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, NOT_AN_ASK, ASSIGNMENT_INACTIVE
 */
export function loadOpenTask({ db, hostId }: Where, actor: Actor, taskAsstId: string): LoadedAssignment {
  const loaded = loadAssignment(db, hostId, actor, { taskAsstId });
  mustBeOpenTask(loaded);
  return loaded;
}

/**
 * A task whose discussion and files this caller may read: while it waits, those who are asked; when it has ended, those who
 * were asked until then.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, ASSIGNMENT_INACTIVE for somebody it was taken from
 */
export function loadReadableTask({ db, hostId }: Where, actor: Actor, taskAsstId: string): LoadedAssignment {
  const loaded = loadAssignment(db, hostId, actor, { taskAsstId });
  mustReadAlong(assignmentsOfTask(db, loaded.task.id), actor);
  return loaded;
}

/**
 * A task that this caller may write about: as for reading, but while it waits only by an assignment that is open.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, ASSIGNMENT_INACTIVE for somebody it was taken from
 */
export function loadDiscussedTask(where: Where, actor: Actor, taskAsstId: string): LoadedAssignment {
  const loaded = loadReadableTask(where, actor, taskAsstId);
  mustNotBeTakenAway(loaded);
  return loaded;
}
