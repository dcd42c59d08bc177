import { abilities } from '../../service/human-tasks/abilities.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import { assignmentState } from '../../service/human-tasks/assignment-state.ts';
import { describeAssignment } from '../../service/human-tasks/describe-assignments.ts';
import { roleNameOrNull, userNameOrNull, type Names } from '../../service/names.ts';
import { timestamp, timestampOrNull, type Clock, type Instant } from '../../shared/clock.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import type { AskTaskState } from '../../shared/human-task/assignment-state.ts';
import { atThisMoment, currentClaim } from '../../shared/human-task/claim.ts';
import type { TaskId, UserId } from '../../shared/ids.ts';
import type { Reader } from '../store/database.ts';
import { namesFor, permissionsOf } from '../store/people.ts';
import { renderedTasks, type RenderedTask } from '../store/rendered-tasks.ts';
import { assignmentsOfTasks } from '../store/assignments.ts';
import { readTaskDocument } from './task-document.ts';

/**
 * The JSON texts of human tasks as their assignee sees them, with `unread`, by the ids of the assignments: as getHumanTask answers,
 * put together from what is kept of each ask, with a few queries for all of them. Assignments of others are left out.
 */
export function createRenderHumanTasks(clock: Clock) {
  return async (
    reader: Reader,
    userId: string,
    assignmentIds: readonly string[],
  ): Promise<Map<string, string>> => {
    const tasks = await renderedTasks(reader, userId, assignmentIds);
    const all = await assignmentsOfTasks(reader, [...new Set(tasks.map(({ row }) => row.taskId))]);
    const shown = [...all.values()].flat();
    const names = await namesFor(
      reader,
      shown.flatMap(({ assigneeId, claimedBy }) => [assigneeId, claimedBy]),
      shown.map(({ roleId }) => roleId),
    );
    const permissions = new Set(await permissionsOf(reader, userId));
    const viewer: Viewer = { actor: { userId: userId as UserId, permissions }, names, now: clock.now() };
    return new Map(tasks.map((task) => [task.row.id, render(task, all.get(task.row.taskId) ?? [], viewer)]));
  };
}

interface Viewer {
  readonly actor: Actor;
  readonly names: Names;
  readonly now: Instant;
}

function render(task: RenderedTask, rows: readonly AssignmentRow[], viewer: Viewer): string {
  const { actor, names, now } = viewer;
  const { row } = task;
  const document = readTaskDocument(task.document);
  const states = rows.map((each) => atThisMoment(assignmentState(each), now));
  const state = atThisMoment(assignmentState(row), now);
  const claim = currentClaim(states, now);
  const own = JSON.stringify({
    taskAsstId: row.id,
    assignedTs: timestamp(row.assignedAt),
    assigneeId: row.assigneeId,
    assignmentStatusCode: state.status,
    claimedBy: claim?.claimedBy ?? null,
    claimedTs: timestampOrNull(claim?.claimedAt ?? null),
    deadlineTs: timestampOrNull(row.deadlineAt),
    categoryCode: row.categoryCode,
    reasonCode: row.reasonCode,
    taskStatusCode: task.statusCode,
    claimExpiresTs: timestampOrNull(claim?.expiresAt ?? null),
    ...abilities(state, taskState(task), states, actor, now),
    assigneeName: userNameOrNull(names, row.assigneeId),
    claimedByName: userNameOrNull(names, claim?.claimedBy ?? null),
    roleId: row.roleId,
    roleName: roleNameOrNull(names, row.roleId),
    assignments: rows.map((each) => describeAssignment(names, each, now)),
    completedTs: timestampOrNull(task.completedAt ?? row.endedAt),
    completedUser: task.completedUser,
    unassignedReason: row.unassignedReason,
    resumeFailed: task.resumeFailed,
    unread: row.active && row.readAt === null,
  });
  const shared = `${document.shared},${document.context(isAdministrator(actor))}`;
  return `{${shared},"answer":${task.answerJson ?? 'null'},${own.slice(1)}`;
}

/** What the rules look at; an ask that is shown is there, and what it asks decides nothing about who may do what. */
function taskState({ row, statusCode, completedUser, completedAt }: RenderedTask): AskTaskState {
  return {
    id: row.taskId as TaskId,
    status: statusCode,
    ask: someAsk,
    answer: null,
    completedUser: completedUser as UserId | null,
    completedAt,
  };
}

const someAsk: AskTaskState['ask'] = {
  prompt: '',
  mode: 'text',
  options: [],
  required: true,
  allowComment: false,
  commentRequired: false,
  risk: 'low',
  sensitive: false,
};
