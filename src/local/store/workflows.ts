import { integer, text } from '../../service/columns.ts';
import type { WorkflowHead, WorkflowRow } from '../../service/workflows/workflow-row.ts';
import { all, first, run, type ReadableDatabase, type Row, type WritableDatabase } from './database.ts';

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
  return row === undefined ? null : toHead(row);
}

/** The workflow that a process runs. */
export function workflowOfProcess(db: ReadableDatabase, processId: string): WorkflowHead | null {
  const row = first(
    db,
    `SELECT ${headColumns} FROM workflow WHERE id = (SELECT workflow_id FROM process WHERE id = ?)`,
    processId,
  );
  return row === undefined ? null : toHead(row);
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
  ).map((row) => ({ ...toHead(row), processCount: integer(row, 'process_count') }));
}

export function countProcessesOf(db: ReadableDatabase, workflowId: string): number {
  const row = first(db, `SELECT count(*) AS count FROM process WHERE workflow_id = ?`, workflowId);
  return row === undefined ? 0 : integer(row, 'count');
}

function toWorkflow(row: Row): WorkflowRow {
  return { ...toHead(row), source: text(row, 'source') };
}

function toHead(row: Row): WorkflowHead {
  return {
    id: text(row, 'id'),
    namespace: text(row, 'namespace'),
    name: text(row, 'name'),
    version: text(row, 'version'),
    title: text(row, 'title'),
    summary: text(row, 'summary'),
    digest: text(row, 'digest'),
    addedAt: integer(row, 'added_at'),
  };
}
