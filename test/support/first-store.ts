import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { dataPaths } from '../../src/local/data-folder.ts';
import { statements } from '../../src/local/store/migrations/001-first-store.ts';
import { approvalWorkflow } from './account.ts';

/** What the rows of a store of version 1 are known by. */
export const firstStoreIds = {
  workflow: '0198a5d4-0000-7000-8000-000000000001',
  waiting: '0198a5d4-0000-7000-8000-000000000002',
  ended: '0198a5d4-0000-7000-8000-000000000003',
  assignment: '0198a5d4-0000-7000-8000-000000000004',
  host: '0198a5d4-0000-7000-8000-000000000005',
};

/** A data folder as version 1 left it: one approval that waits for maya, one that she gave. */
export function writeFirstStore(folder: string): string {
  const { database } = dataPaths(folder);
  mkdirSync(join(folder), { recursive: true });
  const db = new Sqlite(database);
  db.pragma('journal_mode = WAL');
  for (const statement of statements) db.exec(statement);
  db.pragma('user_version = 1');
  const { workflow, waiting, ended, assignment, host } = firstStoreIds;
  const insert = (sql: string, ...values: (string | number | null)[]) => db.prepare(sql).run(...values);
  insert(`INSERT INTO meta (key, value) VALUES ('host_id', ?), ('user_id', 'maya')`, host);
  insert(
    `INSERT INTO workflow VALUES (?, 'light-portal', 'human-approval', '1.0.0', 'Human Approval', '', 'd', ?, 1000)`,
    workflow,
    approvalWorkflow,
  );
  const process = `INSERT INTO process (id, workflow_id, status, input_json, output_json, started_by, started_at, ended_at)
    VALUES (?, ?, ?, '{"requestId":"REQ-001"}', ?, 'maya', 2000, ?)`;
  insert(process, waiting, workflow, 'W', null, null);
  insert(process, ended, workflow, 'C', '{"outcome":"continued"}', 5000);
  const task = `INSERT INTO task (id, process_id, path, name, kind, status, attempt, started_at, ended_at, input_json,
    output_json, next, wait_json, ask_json, seen_json, answer_json)
    VALUES (?, ?, ?, ?, ?, ?, 1, 2000, ?, '{"requestId":"REQ-001"}', ?, ?, ?, ?, '{}', ?)`;
  const ask = JSON.stringify({
    prompt: 'Review the workflow request and choose a decision.',
    mode: 'approval',
    options: [
      { label: 'Approve', value: 'APPROVED' },
      { label: 'Reject', value: 'REJECTED' },
    ],
    required: true,
    allowComment: true,
    commentRequired: false,
    contextKeys: ['requestId'],
    risk: 'low',
    sensitive: false,
  });
  const answer = JSON.stringify({ value: 'APPROVED', submittedAt: '2026-05-22T14:30:00Z' });
  const wait = JSON.stringify({ kind: 'approval', since: 2000, deadline: null });
  const path = '/do/0/requestApproval';
  const id = (last: number) => `0198a5d4-0000-7000-8000-0000000001${String(last).padStart(2, '0')}`;
  insert(task, id(1), waiting, path, 'requestApproval', 'ask', 'W', null, null, null, wait, ask, null);
  insert(
    task,
    id(2),
    ended,
    path,
    'requestApproval',
    'ask',
    'C',
    4000,
    answer,
    'continue',
    null,
    ask,
    answer,
  );
  const route = [id(3), ended, '/do/1/route', 'route', 'switch', 'C', 4000, answer, 'done'] as const;
  insert(task, ...route, null, null, null);
  const done = [
    id(4),
    ended,
    '/do/2/done',
    'done',
    'set',
    'C',
    5000,
    '{"outcome":"continued"}',
    'end',
  ] as const;
  insert(task, ...done, null, null, null);
  insert(
    `INSERT INTO assignment (id, task_id, process_id, assignee_id, status, active, assigned_at, due_order, newest_order)
     VALUES (?, ?, ?, 'maya', 'ASSIGNED', 1, 2000, ?, -2000)`,
    assignment,
    id(1),
    waiting,
    Number.MAX_SAFE_INTEGER,
  );
  insert(
    `INSERT INTO assignment_history (assignment_id, task_id, at, status, actor, effective_user, source)
     VALUES (?, ?, 2000, 'ASSIGNED', 'engine', 'maya', 'engine')`,
    assignment,
    id(1),
  );
  db.close();
  return database;
}
