import { integer } from '../../service/columns.ts';
import {
  toWorkflow,
  toWorkflowHead,
  type WorkflowHead,
  type WorkflowRow,
} from '../../service/workflows/workflow-row.ts';
import { all, first, run, type ReadableDatabase, type WritableDatabase } from './database.ts';

const headColumns = 'id, namespace, name, version, title, summary, digest, added_at';
const columns = `${headColumns}, source`;

export function insertWorkflow(db: WritableDatabase, workflow: WorkflowRow): void {
  run(
    db,
    `INSERT INTO workflow (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    workflow.id,
    workflow.namespace,
    workflow.name,
    workflow.version,
    workflow.title,
    workflow.summary,
    workflow.digest,
    workflow.addedAt,
    workflow.source,
  );
}

export function findWorkflow(db: ReadableDatabase, id: string): WorkflowRow | null {
  const row = first(db, `SELECT ${columns} FROM workflow WHERE id = ?`, id);
  return row === undefined ? null : toWorkflow(row);
}

export function findWorkflowHead(db: ReadableDatabase, id: string): WorkflowHead | null {
  const row = first(db, `SELECT ${headColumns} FROM workflow WHERE id = ?`, id);
  return row === undefined ? null : toWorkflowHead(row);
}

/** The workflow that a process runs. */
export function workflowOfProcess(db: ReadableDatabase, processId: string): WorkflowHead | null {
  const row = first(
    db,
    `SELECT ${headColumns} FROM workflow WHERE id = (SELECT workflow_id FROM process WHERE id = ?)`,
    processId,
  );
  return row === undefined ? null : toWorkflowHead(row);
}

/** Every version of every namespace that has this name. */
export function findWorkflowsNamed(db: ReadableDatabase, name: string): WorkflowRow[] {
  return all(db, `SELECT ${columns} FROM workflow WHERE name = ? ORDER BY added_at, id`, name).map(
    toWorkflow,
  );
}

export function listWorkflows(
  db: ReadableDatabase,
): ReadonlyArray<WorkflowHead & { readonly processCount: number }> {
  return all(
    db,
    `SELECT ${headColumns}, (SELECT count(*) FROM process WHERE workflow_id = workflow.id) AS process_count
     FROM workflow ORDER BY namespace, name, added_at DESC, id DESC`,
  ).map((row) => ({ ...toWorkflowHead(row), processCount: integer(row, 'process_count') }));
}

export function countProcessesOf(db: ReadableDatabase, workflowId: string): number {
  const row = first(db, `SELECT count(*) AS count FROM process WHERE workflow_id = ?`, workflowId);
  return row === undefined ? 0 : integer(row, 'count');
}
