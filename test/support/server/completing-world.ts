import { Client } from 'pg';
import type { ServerCaller } from '../../../src/server/caller.ts';
import { createCompleteTask, type CompleteParts } from '../../../src/server/human-tasks/complete-task.ts';
import { reachNothing } from '../../../src/server/reach.ts';
import type { Database, Row } from '../../../src/server/store/database.ts';
import type { CompleteRequest, Completion } from '../../../src/service/human-tasks/completion.ts';
import { CountersignError } from '../../../src/shared/errors.ts';
import { defaultApprovalOptions, type Ask } from '../../../src/shared/human-task/ask.ts';
import type { UserId } from '../../../src/shared/ids.ts';
import { createSchemas } from '../../../src/shared/json-schema/schemas.ts';
import { systemIds } from '../../../src/shared/system-ids.ts';
import { plantedAt, plantHost, type PlantedHost } from './planted.ts';
import { openTestDatabase, type TestDatabase } from './postgres.ts';

/** When everything is completed. */
export const completedAt = plantedAt + 60_000;

export interface AskToPlant {
  /** Who is asked, in this order, each through a role or by name. */
  readonly places: readonly { readonly userId: string; readonly roleId?: string }[];
  /** By default an approval. */
  readonly ask?: Partial<Ask>;
  /** By default one of its own. */
  readonly processId?: string;
  /** Which place is claimed, and until when. */
  readonly claim?: { readonly place: number; readonly expiresAt: number };
  /** Who has entered something. */
  readonly drafts?: readonly string[];
}

export interface PlantedAsk {
  readonly taskId: string;
  readonly processId: string;
  /** In the order of the places. */
  readonly assignmentIds: readonly string[];
}

/** What became of a call: what it returns, or the code of its error. */
export type Came = Completion | string;

export interface CompletingWorld extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly admin: Client;
  host(users: readonly string[]): Promise<PlantedHost>;
  plant(host: PlantedHost, ask: AskToPlant): Promise<PlantedAsk>;
  /** As it is on a node of its own; no process goes on. */
  node(
    parts?: Partial<CompleteParts>,
    patienceMs?: number,
  ): (caller: ServerCaller, request: CompleteRequest) => Promise<Completion>;
  /** All that is written about the completions of a host, with names in the place of its ids. */
  written(host: PlantedHost, asks: readonly PlantedAsk[]): Promise<Record<string, Row[]>>;
}

export async function openCompletingWorld(): Promise<CompletingWorld> {
  const database = await openTestDatabase();
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  return {
    database,
    admin,
    host: (users) => plantHost(admin, users),
    plant: (host, ask) => plant(admin, host, ask),
    node: (parts = {}, patienceMs) =>
      createCompleteTask(
        {
          db: database.db,
          clock: { now: () => completedAt },
          reach: reachNothing,
          schemas: createSchemas(),
          engine: { nudge: () => {} } as CompleteParts['engine'],
          ...parts,
        },
        patienceMs,
      ),
    written: (host, asks) => written(admin, host, asks),
    async [Symbol.asyncDispose]() {
      await admin.end();
      await database.close();
    },
  };
}

export function callerOf(
  { hostId }: PlantedHost,
  userId: string,
  more: Partial<ServerCaller> = {},
): ServerCaller {
  return {
    hostId,
    actor: { userId: userId as UserId, permissions: new Set() },
    userName: userId,
    source: 'api',
    scopes: new Set(),
    tokenPermissions: new Set(),
    signedInAt: 0,
    holdsKey: () => true,
    deviceId: null,
    requestId: 'test',
    ...more,
  };
}

export async function came(call: Promise<Completion>): Promise<Came> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CountersignError) return error.code;
    return error instanceof Error ? error.name : String(error);
  }
}

/** The same database, whose transactions begin only once `open` is called. */
export function gated(db: Database): Database & { open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    ...db,
    open,
    write: async (hostId, work) => {
      await opened;
      return db.write(hostId, work);
    },
  };
}

const approval: Ask = {
  prompt: 'Review it',
  mode: 'approval',
  options: [...defaultApprovalOptions],
  required: true,
  allowComment: true,
  commentRequired: false,
  risk: 'medium',
  sensitive: false,
};

async function plant(
  admin: Client,
  { hostId, workflowId }: PlantedHost,
  { places, ask, claim, drafts = [], ...more }: AskToPlant,
): Promise<PlantedAsk> {
  const taskId = systemIds.next();
  const { processId = systemIds.next() } = more;
  const assignmentIds = places.map(() => systemIds.next());
  await admin.query(
    `INSERT INTO process (id, host_id, workflow_id, status, input_json, started_by, started_at)
     VALUES ($1, $2, $3, 'W', '{}', 'alice', $4) ON CONFLICT DO NOTHING`,
    [processId, hostId, workflowId, plantedAt],
  );
  await admin.query(
    `INSERT INTO task (id, host_id, process_id, path, name, kind, status, attempt, started_at, input_json, wait_kind, ask_json)
     VALUES ($1::uuid, $2, $3, '/do/' || $1::uuid, 'review', 'ask', 'W', 1, $4, '{}', 'approval', $5)`,
    [taskId, hostId, processId, plantedAt, JSON.stringify({ ...approval, ...ask })],
  );
  for (const [index, { userId, roleId = null }] of places.entries()) {
    const until = claim?.place === index ? claim.expiresAt : null;
    await admin.query(
      `INSERT INTO assignment (id, host_id, task_id, process_id, assignee_id, role_id, status, active, assigned_at, due_order,
         newest_order, claimed_by, claimed_at, claim_expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, true, $8, 0, 0, $9, $10, $11)`,
      [
        assignmentIds[index],
        hostId,
        taskId,
        processId,
        userId,
        roleId,
        until === null ? 'ASSIGNED' : 'CLAIMED',
        plantedAt,
        until === null ? null : userId,
        until === null ? null : plantedAt,
        until,
      ],
    );
  }
  for (const userId of drafts) {
    await admin.query(
      `INSERT INTO draft (host_id, task_id, user_id, revision, data_json, saved_at, saved_by) VALUES ($1, $2, $3, 1, '{}', $4, $3)`,
      [hostId, taskId, userId, plantedAt],
    );
  }
  return { taskId, processId, assignmentIds };
}

const selects = {
  tasks: `SELECT id, status, answer_json, completed_at, completed_user, completed_by FROM task WHERE host_id = $1 ORDER BY seq`,
  assignments: `SELECT id, status, active, unassigned_reason, claimed_by, ended_at FROM assignment WHERE host_id = $1 ORDER BY seq`,
  history: `SELECT task_id, assignment_id, at, status, actor, effective_user, source, reason FROM assignment_history
    WHERE host_id = $1
    ORDER BY (SELECT task.seq FROM task WHERE task.id = task_id), seq`,
  entries: `SELECT user_id, seq, assignment_id, task_id, gone, changed_at FROM feed_entry WHERE host_id = $1 ORDER BY user_id, seq`,
  heads: `SELECT user_id, seq FROM feed_head WHERE host_id = $1 ORDER BY user_id`,
  wakes: `SELECT process_id, reason, written_at FROM wake_outbox WHERE host_id = $1 ORDER BY id`,
  processes: `SELECT id, wake_count FROM process WHERE host_id = $1
    ORDER BY (SELECT min(task.seq) FROM task WHERE task.process_id = process.id)`,
  commands: `SELECT actor, key, action, payload_digest = '' AS bare, result_json FROM command WHERE host_id = $1 ORDER BY actor, key`,
  drafts: `SELECT task_id, user_id FROM draft WHERE host_id = $1
    ORDER BY (SELECT task.seq FROM task WHERE task.id = task_id), user_id`,
};

async function written(
  admin: Client,
  { hostId }: PlantedHost,
  asks: readonly PlantedAsk[],
): Promise<Record<string, Row[]>> {
  const names = new Map<string, string>();
  for (const [index, { taskId, processId, assignmentIds }] of asks.entries()) {
    names.set(taskId, `task ${index}`);
    if (!names.has(processId)) names.set(processId, `process ${index}`);
    for (const [place, id] of assignmentIds.entries()) names.set(id, `place ${index}.${place}`);
  }
  const tables: Record<string, Row[]> = {};
  for (const [table, select] of Object.entries(selects)) {
    const { rows } = await admin.query<Row>(select, [hostId]);
    tables[table] = rows.map((row) => JSON.parse(renamed(JSON.stringify(row), names)) as Row);
  }
  return tables;
}

/** Ids of things that were planted, wherever they stand. */
export function renamed(json: string, names: ReadonlyMap<string, string>): string {
  return json.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => names.get(id) ?? id);
}
