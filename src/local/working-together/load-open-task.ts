import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { loadAssignment, type LoadedAssignment } from '../human-tasks/load-assignment.ts';
import type { ReadableDatabase } from '../store/database.ts';

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
  if (loaded.task.instance.ask === null) throw new CountersignError('NOT_AN_ASK');
  if (loaded.task.statusCode !== 'W' || !loaded.assignment.active) {
    throw new CountersignError('ASSIGNMENT_INACTIVE');
  }
  return loaded;
}

/**
 * A task that this caller may write about: while it waits, those who are asked; when it has ended, those who were.
 * @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN, ASSIGNMENT_INACTIVE for somebody it was taken from
 */
export function loadDiscussedTask({ db, hostId }: Where, actor: Actor, taskAsstId: string): LoadedAssignment {
  const loaded = loadAssignment(db, hostId, actor, { taskAsstId });
  const wasTakenAway = loaded.task.statusCode === 'W' && !loaded.assignment.active;
  if (wasTakenAway) throw new CountersignError('ASSIGNMENT_INACTIVE');
  return loaded;
}
