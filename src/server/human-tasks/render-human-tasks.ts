import { abilities } from '../../service/human-tasks/abilities.ts';
import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import { assignmentState } from '../../service/human-tasks/assignment-state.ts';
import { describeAssignment } from '../../service/human-tasks/describe-assignments.ts';
import { roleNameOrNull, userNameOrNull, type Names } from '../../service/names.ts';
import { timestamp, timestampOrNull, type Clock, type Instant } from '../../shared/clock.ts';
import { isAdministrator, type Actor } from '../../shared/human-task/actor.ts';
import type { AskTaskState, AssignmentState } from '../../shared/human-task/assignment-state.ts';
import { atThisMoment, currentClaim } from '../../shared/human-task/claim.ts';
import type { TaskId, UserId } from '../../shared/ids.ts';
import type { Reader } from '../store/database.ts';
import { namesFor } from '../store/directory.ts';
import { permissionsOfUsers } from '../store/people.ts';
import { renderedTasks, type RenderedTask } from '../store/rendered-tasks.ts';
import { assignmentsOfTasks } from '../store/assignments.ts';
import { readTaskDocument } from './task-document.ts';

/** Somebody, and those of their assignments that are shown to them. */
export interface Viewed {
  /** As the token has it; what is kept of the user is added. Of one user there is one actor in a call. */
  readonly actor: Actor;
  readonly assignmentIds: readonly string[];
}

/**
 * The JSON texts of human tasks as their assignees see them, with `unread`, by the ids of the assignments: as getHumanTask answers,
 * put together from what is kept of each ask, with a few queries for all of them. Assignments of others are left out.
 */
export function createRenderHumanTasks(clock: Clock) {
  return async (reader: Reader, viewed: readonly Viewed[]): Promise<Map<string, string>> => {
    const tasks = await renderedTasks(
      reader,
      viewed.map(({ actor, assignmentIds }) => ({ userId: actor.userId, assignmentIds })),
    );
    if (tasks.length === 0) return new Map();
    const all = await assignmentsOfTasks(reader, [...new Set(tasks.map(({ taskId }) => taskId))]);
    const shown = [...all.values()].flat();
    const names = await namesFor(
      reader,
      shown.flatMap(({ assigneeId, claimedBy }) => [assigneeId, claimedBy]),
      shown.map(({ roleId }) => roleId),
    );
    const actors = await actorsOf(
      reader,
      viewed.map(({ actor }) => actor),
    );
    const now = clock.now();
    const places = new Map([...all].map(([taskId, rows]) => [taskId, placesOf(rows, names, now)]));
    return new Map(
      tasks.flatMap((task) => {
        const asked = places.get(task.taskId);
        const row = all.get(task.taskId)?.find(({ id }) => id === task.assignmentId);
        const actor = actors.get(row?.assigneeId ?? '');
        if (asked === undefined || row === undefined || actor === undefined) return [];
        return [[row.id, render(task, row, asked, { actor, names, now })]];
      }),
    );
  };
}

async function actorsOf(reader: Reader, asked: readonly Actor[]): Promise<Map<string, Actor>> {
  const kept = await permissionsOfUsers(
    reader,
    asked.map(({ userId }) => userId),
  );
  return new Map(
    asked.map((actor) => [
      actor.userId,
      { ...actor, permissions: new Set([...actor.permissions, ...(kept.get(actor.userId) ?? [])]) },
    ]),
  );
}

interface Viewer {
  readonly actor: Actor;
  readonly names: Names;
  readonly now: Instant;
}

/** Everyone who was asked: the same for all of them. */
interface Places {
  readonly states: readonly AssignmentState[];
  readonly claim: ReturnType<typeof currentClaim>;
  /** As JSON text. */
  readonly assignments: string;
}

function placesOf(rows: readonly AssignmentRow[], names: Names, now: Instant): Places {
  const states = rows.map((row) => atThisMoment(assignmentState(row), now));
  const assignments = JSON.stringify(rows.map((row) => describeAssignment(names, row, now)));
  return { states, claim: currentClaim(states, now), assignments };
}

function render(
  task: RenderedTask,
  row: AssignmentRow,
  { states, claim, assignments }: Places,
  viewer: Viewer,
): string {
  const { actor, names, now } = viewer;
  const document = readTaskDocument(task.document);
  const state = atThisMoment(assignmentState(row), now);
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
    completedTs: timestampOrNull(task.completedAt ?? row.endedAt),
    completedUser: task.completedUser,
    unassignedReason: row.unassignedReason,
    resumeFailed: task.resumeFailed,
    unread: row.active && row.readAt === null,
  });
  const shared = `${document.shared},${document.context(isAdministrator(actor))}`;
  return `{${shared},"answer":${task.answerJson ?? 'null'},"assignments":${assignments},${own.slice(1)}`;
}

/** What the rules look at; an ask that is shown is there, and what it asks decides nothing about who may do what. */
function taskState({ taskId, statusCode, completedUser, completedAt }: RenderedTask): AskTaskState {
  return {
    id: taskId as TaskId,
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
