import { CountersignError } from '../../shared/errors.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import { mayReadAlong } from '../../shared/human-task/taken-away.ts';
import type { AssignmentRow } from '../human-tasks/assignment-row.ts';
import type { LoadedAssignment } from '../human-tasks/visible-assignment.ts';

/** A task that still waits for this assignment. @throws CountersignError NOT_AN_ASK, ASSIGNMENT_INACTIVE */
export function mustBeOpenTask({ task, assignment }: LoadedAssignment): void {
  if (task.instance.ask === null) throw new CountersignError('NOT_AN_ASK');
  if (task.statusCode !== 'W' || !assignment.active) throw new CountersignError('ASSIGNMENT_INACTIVE');
}

/** @throws CountersignError ASSIGNMENT_INACTIVE for somebody it was taken from */
export function mustReadAlong(all: readonly AssignmentRow[], actor: Actor): void {
  if (!mayReadAlong(all, actor)) throw new CountersignError('ASSIGNMENT_INACTIVE');
}

/** While a task waits, only by an assignment that is open. @throws CountersignError ASSIGNMENT_INACTIVE */
export function mustNotBeTakenAway({ task, assignment }: LoadedAssignment): void {
  if (task.statusCode === 'W' && !assignment.active) throw new CountersignError('ASSIGNMENT_INACTIVE');
}
