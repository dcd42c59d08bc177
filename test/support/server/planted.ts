import type { Client } from 'pg';
import { systemIds } from '../../../src/shared/system-ids.ts';
import type { Database, Tx } from '../../../src/server/store/database.ts';
import { recordFeed } from '../../../src/server/feed/record-feed.ts';

/** A host with users and a workflow, put into the tables directly: for tests of what only reads them. */
export interface PlantedHost {
  readonly hostId: string;
  readonly workflowId: string;
}

export interface PlantedTask {
  readonly taskId: string;
  readonly processId: string;
  /** By user. */
  readonly assignmentIds: ReadonlyMap<string, string>;
}

/** When everything that is planted was made. */
export const plantedAt = Date.UTC(2026, 4, 22, 14, 30);

/** `admin`: a connection that row-level security does not bind. */
export async function plantHost(
  admin: Client,
  users: readonly string[],
  name = 'Acme',
): Promise<PlantedHost> {
  const hostId = systemIds.next();
  const workflowId = systemIds.next();
  await admin.query('INSERT INTO host (id, name, added_at) VALUES ($1, $2, $3)', [hostId, name, plantedAt]);
  await admin.query(
    `INSERT INTO app_user (host_id, id, name, active, added_at)
     SELECT $1, id, initcap(id), true, $3 FROM unnest($2::text[]) AS id`,
    [hostId, users, plantedAt],
  );
  await admin.query(
    `INSERT INTO workflow (id, host_id, namespace, name, version, title, summary, digest, source, added_at)
     VALUES ($1, $2, 'test', 'review', '1.0.0', 'Review', '', '', '', $3)`,
    [workflowId, hostId, plantedAt],
  );
  return { hostId, workflowId };
}

/** A process that waits in one ask of these users; nothing of it is in their feeds. */
export async function plantTask(
  tx: Tx,
  { workflowId }: PlantedHost,
  users: readonly string[],
  title = 'Review it',
): Promise<PlantedTask> {
  const processId = systemIds.next();
  const taskId = systemIds.next();
  const assignmentIds = new Map(users.map((userId) => [userId, systemIds.next()]));
  await tx.run(
    `INSERT INTO process (id, host_id, workflow_id, status, input_json, started_by, started_at)
     VALUES ($1, $2, $3, 'W', '{}', 'alice', $4)`,
    processId,
    tx.hostId,
    workflowId,
    plantedAt,
  );
  await tx.run(
    `INSERT INTO task (id, host_id, process_id, path, name, title, kind, status, attempt, started_at, input_json, wait_kind,
       ask_json)
     VALUES ($1, $2, $3, '/do/0/review', 'review', $4, 'ask', 'W', 1, $5, '{}', 'approval', '{"prompt":"Review it"}')`,
    taskId,
    tx.hostId,
    processId,
    title,
    plantedAt,
  );
  await tx.run(
    `INSERT INTO assignment (id, host_id, task_id, process_id, assignee_id, status, active, assigned_at, due_order, newest_order)
     SELECT id, $1, $2, $3, user_id, 'ASSIGNED', true, $6, 0, 0
     FROM unnest($4::uuid[], $5::text[]) AS place (id, user_id)`,
    tx.hostId,
    taskId,
    processId,
    [...assignmentIds.values()],
    users,
    plantedAt,
  );
  return { taskId, processId, assignmentIds };
}

/** Says in the feeds of all who hold the task that it has changed. */
export async function tellAll(
  db: Database,
  { hostId }: PlantedHost,
  { taskId, assignmentIds }: PlantedTask,
  { gone = false, at = plantedAt }: { gone?: boolean; at?: number } = {},
): Promise<void> {
  const places = [...assignmentIds].map(([userId, assignmentId]) => ({ userId, assignmentId, gone }));
  await db.write(hostId, (tx) => recordFeed(tx, taskId, places, at));
}

/** A task of these users that is in their feeds. */
export async function plantToldTask(
  db: Database,
  host: PlantedHost,
  users: readonly string[],
  title?: string,
): Promise<PlantedTask> {
  const task = await db.write(host.hostId, (tx) => plantTask(tx, host, users, title));
  await tellAll(db, host, task);
  return task;
}
