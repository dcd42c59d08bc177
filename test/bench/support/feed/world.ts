import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { reachNothing } from '../../../../src/server/reach.ts';
import { openDatabase, type Database } from '../../../../src/server/store/database.ts';
import { migrate } from '../../../../src/server/store/migrate.ts';
import { writeTaskDocument } from '../../../../src/server/human-tasks/task-document.ts';
import { plantHost, plantTask, type PlantedHost } from '../../../support/server/planted.ts';
import { startTestCluster } from '../../../support/server/postgres-cluster.ts';

export interface BenchWorld extends AsyncDisposable {
  readonly url: string;
  readonly db: Database;
  readonly host: PlantedHost;
  readonly admin: Client;
  /** Runs a file beside this one in a process of its own and waits for its first message: where it listens, if it does. */
  child(file: string, ...args: readonly string[]): Promise<{ child: ChildProcess; origin: string }>;
}

/** A durable PostgreSQL with one host, as it is set up by default. */
export async function benchWorld(users: readonly string[]): Promise<BenchWorld> {
  const cluster = await startTestCluster({ durable: true });
  const admin = new Client({ connectionString: cluster.url });
  await admin.connect();
  const role = await migrate(admin, 0, reachNothing);
  const db = openDatabase({ url: cluster.url, connections: 10, role, onError: () => {} });
  const host = await plantHost(admin, users);
  const children: ChildProcess[] = [];
  return {
    url: cluster.url,
    db,
    host,
    admin,
    async child(file: string, ...args: readonly string[]) {
      const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
        execArgv: ['--disable-warning=ExperimentalWarning'],
      });
      children.push(child);
      const [{ origin }] = (await once(child, 'message')) as [{ origin: string }];
      return { child, origin };
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL');
      await db.close();
      await admin.end();
      await cluster.remove();
    },
  };
}

/** What a task of a real workflow asks, about as long as most. */
const ask = {
  prompt: 'Review the order of **Rossi & Figli** over € 4,812.00 and choose a decision.',
  mode: 'approval',
  options: [
    { label: 'Approve', value: 'APPROVED', description: 'The order goes out today.' },
    { label: 'Reject', value: 'REJECTED', description: 'The customer is told why.' },
  ],
  required: true,
  allowComment: true,
  commentRequired: false,
  contextKeys: ['customer', 'total', 'lines'],
  risk: 'medium',
  sensitive: false,
};
const input = {
  customer: { name: 'Rossi & Figli', city: 'Ravenna', since: '2019-03-01' },
  total: 4812,
  lines: [
    { article: 'A-1042', amount: 12, price: 221.5 },
    { article: 'B-0007', amount: 3, price: 718 },
  ],
};

/** So many tasks that wait, each of the same users; nothing of them is in a feed yet. @returns their ids, in order */
export async function plantTasks(
  { db, host, admin }: BenchWorld,
  amount: number,
  users: readonly string[],
): Promise<string[]> {
  const { hostId } = host;
  const { taskId, processId } = await db.write(hostId, async (tx) => {
    const first = await plantTask(tx, host, users, 'Review the order of Rossi & Figli');
    await tx.run('UPDATE process SET input_json = $2 WHERE id = $1', first.processId, JSON.stringify(input));
    await tx.run('UPDATE task SET ask_json = $2 WHERE id = $1', first.taskId, JSON.stringify(ask));
    await writeTaskDocument(tx, first.taskId);
    return first;
  });
  // The others are copies of it under ids of their own.
  await admin.query('CREATE TEMP TABLE copy (task_id uuid, process_id uuid)');
  await admin.query('INSERT INTO copy SELECT uuidv7(), uuidv7() FROM generate_series(2, $1)', [amount]);
  await admin.query(
    `INSERT INTO process (id, host_id, workflow_id, status, input_json, started_by, started_at)
     SELECT copy.process_id, process.host_id, workflow_id, status, input_json, started_by, started_at
     FROM copy, process WHERE process.id = $1`,
    [processId],
  );
  await admin.query(
    `INSERT INTO task (id, host_id, process_id, path, name, title, kind, status, attempt, started_at, input_json, wait_kind,
       ask_json, document_json)
     SELECT copy.task_id, host_id, copy.process_id, path, name, title, kind, status, attempt, started_at, input_json, wait_kind,
       ask_json, replace(replace(document_json, $1, copy.task_id::text), task.process_id::text, copy.process_id::text)
     FROM copy, task WHERE task.id = $1::uuid`,
    [taskId],
  );
  await admin.query(
    `INSERT INTO assignment (id, host_id, task_id, process_id, assignee_id, status, active, assigned_at, due_order, newest_order)
     SELECT uuidv7(), host_id, copy.task_id, copy.process_id, assignee_id, status, active, assigned_at, due_order, newest_order
     FROM copy, assignment WHERE assignment.task_id = $1`,
    [taskId],
  );
  const { rows } = await admin.query<{ task_id: string }>('SELECT task_id FROM copy');
  await admin.query('DROP TABLE copy');
  await admin.query('ANALYZE');
  return [taskId, ...rows.map((row) => row.task_id)];
}

/** Of the same clock in every process of this machine, in milliseconds. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
