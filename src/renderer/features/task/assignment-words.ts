import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { strings } from '../../strings.ts';
import { span } from '../../ui/times.ts';
import { isOver } from './is-over.ts';

const words = strings.assignment;

/** Whose a task is, on one line: `You, with 2 others in Approvers`. */
export function assigneeInWords(task: HumanTask, userId: string | undefined): string {
  const who = whoHolds(task, userId);
  const others = isOver(task)
    ? 0
    : task.assignments.filter(
        (other) => other.active && other.taskAsstId !== task.taskAsstId && other.assigneeId !== null,
      ).length;
  const role = task.roleName ?? task.roleId;
  return role === null ? words.andOthers(who, others) : words.withOthers(who, others, role);
}

/** `Claimed by O. Park · 24 min left`; null: nobody works on it. */
export function claimInWords(task: HumanTask, userId: string | undefined, now: number): string | null {
  if (task.claimedBy === null || task.claimExpiresTs === null) return null;
  const ends = Date.parse(task.claimExpiresTs);
  const left = ends - now < 60_000 ? words.leftNow : words.left(span(now, ends));
  return task.claimedBy === userId
    ? words.claimedByYou(left)
    : words.claimedBy(task.claimedByName ?? task.claimedBy, left);
}

export function isClaimedByAnother(task: HumanTask, userId: string | undefined): boolean {
  return !isOver(task) && task.claimedBy !== null && task.claimedBy !== userId;
}

function whoHolds({ assigneeId, assigneeName }: HumanTask, userId: string | undefined): string {
  if (assigneeId === null) return words.nobody;
  return assigneeId === userId ? strings.task.you : (assigneeName ?? assigneeId);
}

/** What a user is called who has to do with the task; an id says itself. */
export function nameOf({ assignments }: Pick<HumanTask, 'assignments'>, userId: string): string {
  return assignments.find((place) => place.assigneeId === userId)?.assigneeName ?? userId;
}

/** What there is to say first of a task that one can answer no more and that has no answer: whom it waited for, or that it ended. */
export function goneTitle(
  task: Pick<HumanTask, 'taskStatusCode' | 'assigneeId' | 'assigneeName'>,
  userId: string | undefined,
): string {
  const { taskStatusCode, assigneeId, assigneeName } = task;
  if (taskStatusCode !== 'W') return strings.task.endedUnanswered;
  if (assigneeId === null) return strings.inactiveOfNobodyTitle;
  return assigneeId === userId ? strings.inactiveTitle : strings.inactiveOfTitle(assigneeName ?? assigneeId);
}

/** Why a place was withdrawn: to whom it was, or to whoever looks at theirs; undefined: that has no words. */
export function goneReason(
  { unassignedReason, assigneeId }: Pick<HumanTask, 'unassignedReason' | 'assigneeId'>,
  userId: string | undefined,
): string | undefined {
  const reason = unassignedReason ?? '';
  const ofOthers = assigneeId === userId ? undefined : strings.task.unassignedOfOthers[reason];
  return ofOthers ?? strings.task.unassigned[reason];
}
