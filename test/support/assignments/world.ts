import Sqlite from 'better-sqlite3';
import type { TaskInstance } from '../../../src/engine/process-state.ts';
import { expireClaims } from '../../../src/local/assignments/expire-claims.ts';
import type { Caller } from '../../../src/local/caller.ts';
import { syncAssignments } from '../../../src/local/host/sync-assignments.ts';
import { reachNothing } from '../../../src/local/reach.ts';
import { transitionsOfTask } from '../../../src/local/store/assignment-history.ts';
import { assignmentsOfTask, claimsExpiredBy } from '../../../src/local/store/assignments.ts';
import { write, type WritableDatabase } from '../../../src/local/store/database.ts';
import { migrate } from '../../../src/local/store/migrate.ts';
import { directoryOf, insertRole, insertUser, replaceMembers } from '../../../src/local/store/people.ts';
import { findProcess, insertProcess } from '../../../src/local/store/processes.ts';
import { findTask, insertInstance } from '../../../src/local/store/tasks.ts';
import { insertWorkflow } from '../../../src/local/store/workflows.ts';
import { createWriter, type Writer } from '../../../src/local/store/writer.ts';
import type { ErrorCode } from '../../../src/shared/error-catalogue.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import type { AskAssignment } from '../../../src/shared/human-task/ask.ts';
import { audienceOf, placesFor } from '../../../src/shared/human-task/places.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { anAsk } from '../an-ask.ts';
import type { AssignmentRow } from '../../../src/service/human-tasks/assignment-row.ts';
import type { TransitionRow } from '../../../src/service/human-tasks/transition.ts';
import type { TaskRow } from '../../../src/service/processes/task-row.ts';

export const start = Date.UTC(2026, 4, 22, 14, 30);
export const hostId = '0199d5c1-0000-7000-8000-000000000001';
const workflowId = '0199d5c1-0000-7000-8000-000000000002';
const processId = '0199d5c1-0000-7000-8000-000000000003';
const taskId = '0199d5c1-0000-7000-8000-000000000004';

/** What these may besides answering what they are asked. */
export const permissions: Readonly<Record<string, readonly string[]>> = {
  maya: ['portal.admin'],
  dave: ['workflow.task.override'],
  bob: ['workflow.task.reassign'],
};

export type Outcome =
  { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly code: ErrorCode };

/** One ask on a store in memory, with the verbs of the account on it and a clock that stands still. */
export interface World {
  readonly db: WritableDatabase;
  readonly writer: Writer;
  readonly parts: {
    db: WritableDatabase;
    writer: Writer;
    hostId: string;
    ids: typeof systemIds;
    engine: { schemas: ReturnType<typeof createSchemas> };
  };
  readonly taskId: string;
  readonly processId: string;
  now: number;
  caller(userId: string): Caller;
  at(): { now: number; reach: typeof reachNothing };
  rows(): AssignmentRow[];
  history(): TransitionRow[];
  task(): TaskRow;
  /** How often something was told to the engine. */
  wakeCount(): number;
  /** What the timer of the account does. */
  recordExpired(): Promise<void>;
  close(): void;
}

const schemas = createSchemas();
let empty: Buffer | null = null;

export function aWorld(assignment: AskAssignment): World {
  empty ??= emptyStore();
  const connection = new Sqlite(empty);
  connection.pragma('foreign_keys = ON');
  const db = { connection } as unknown as WritableDatabase;
  const clock = { now: () => world.now };
  const writer = createWriter(db, clock);
  const world: World = {
    db,
    writer,
    parts: { db, writer, hostId, ids: systemIds, engine: { schemas } },
    taskId,
    processId,
    now: start,
    caller: (userId) => ({
      actor: { userId: userId as UserId, permissions: new Set(permissions[userId]) },
      source: 'api',
      signedIn: userId as UserId,
      actingAs: null,
    }),
    at: () => ({ now: world.now, reach: reachNothing }),
    rows: () => assignmentsOfTask(db, taskId),
    history: () => transitionsOfTask(db, taskId),
    task: () => found(findTask(db, taskId)),
    wakeCount: () => found(findProcess(db, processId)).wakeCount,
    recordExpired: () => writer.write(() => expireClaims(db, claimsExpiredBy(db, world.now, 100), world.now)),
    close: () => connection.close(),
  };
  write(db, () => begin(db, assignment));
  return world;
}

/** What came of a command: its result, or the code of its refusal. Anything else is a bug. */
export async function outcomeOf(command: Promise<unknown>): Promise<Outcome> {
  try {
    return { ok: true, result: await command };
  } catch (error) {
    if (error instanceof CountersignError) return { ok: false, code: error.code };
    throw error;
  }
}

function emptyStore(): Buffer {
  const connection = new Sqlite(':memory:');
  migrate(connection, reachNothing);
  const db = { connection } as unknown as WritableDatabase;
  write(db, () => {
    for (const id of ['maya', 'ann', 'bob', 'carol', 'dave']) {
      insertUser(db, { id, name: id, active: true }, start);
    }
    insertRole(db, { id: 'approvers', name: 'Approvers' }, start);
    replaceMembers(db, 'approvers', ['ann', 'bob']);
    const digest = '';
    const named = { namespace: 'test', name: 'ask', version: '1.0.0', title: '', summary: '', source: '' };
    insertWorkflow(db, { id: workflowId, ...named, digest, addedAt: start });
    insertProcess(db, { id: processId, workflowId, input: {}, startedBy: 'maya', startedAt: start });
  });
  const bytes = connection.serialize();
  connection.close();
  return bytes;
}

/** The ask as a walk of the engine leaves it. */
function begin(db: WritableDatabase, assignment: AskAssignment): void {
  const ask: TaskInstance = {
    path: '/do/0/decide',
    name: 'decide',
    title: null,
    kind: 'ask',
    status: 'waiting',
    attempt: 1,
    startedAt: start,
    endedAt: null,
    input: {},
    output: undefined,
    context: undefined,
    next: null,
    wait: { kind: 'approval', since: start, deadline: null },
    error: null,
    reason: null,
    deadline: null,
    plan: undefined,
    progress: undefined,
    ask: anAsk({ assignment }),
    seen: undefined,
    answer: null,
    result: null,
  };
  insertInstance(db, processId, taskId, ask);
  syncAssignments(db, { id: taskId, processId }, ask, {
    now: start,
    ids: systemIds,
    places: () => placesFor(audienceOf(assignment, 'maya' as UserId), directoryOf(db)),
    cancelledBy: null,
    processEnded: false,
  });
}

function found<T>(value: T | null): T {
  if (value === null) throw new Error('It is not there');
  return value;
}
