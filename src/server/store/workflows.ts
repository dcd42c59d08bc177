import { integer, text } from '../../service/columns.ts';
import {
  toWorkflow,
  toWorkflowHead,
  type WorkflowHead,
  type WorkflowRow,
} from '../../service/workflows/workflow-row.ts';
import { first, type Reader, type Tx } from './database.ts';

const headColumns = 'id, namespace, name, version, title, summary, digest, added_at';
const columns = `${headColumns}, source`;

export async function insertWorkflow(tx: Tx, workflow: WorkflowRow): Promise<void> {
  await tx.run(
    `INSERT INTO workflow (host_id, ${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    tx.hostId,
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

export async function findWorkflow(reader: Reader, id: string): Promise<WorkflowRow | null> {
  const row = await first(reader, `SELECT ${columns} FROM workflow WHERE id = $1`, id);
  return row === undefined ? null : toWorkflow(row);
}

export async function findWorkflowHead(reader: Reader, id: string): Promise<WorkflowHead | null> {
  const row = await first(reader, `SELECT ${headColumns} FROM workflow WHERE id = $1`, id);
  return row === undefined ? null : toWorkflowHead(row);
}

/** The workflows that some processes run, each once. */
export async function workflowHeads(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, WorkflowHead>> {
  const rows = await reader.query(`SELECT ${headColumns} FROM workflow WHERE id = ANY ($1)`, [
    ...new Set(ids),
  ]);
  return new Map(rows.map((row) => [text(row, 'id'), toWorkflowHead(row)]));
}

/** Versions of one name are added one after the other. */
export async function lockWorkflowName(tx: Tx, name: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))`, tx.hostId, name);
}

/** Every version of every namespace that has this name, without their texts. */
export async function workflowsNamed(reader: Reader, name: string): Promise<WorkflowHead[]> {
  const rows = await reader.query(
    `SELECT ${headColumns} FROM workflow WHERE host_id = $1 AND name = $2 ORDER BY added_at, id`,
    reader.hostId,
    name,
  );
  return rows.map(toWorkflowHead);
}

export async function listWorkflows(
  reader: Reader,
): Promise<ReadonlyArray<WorkflowHead & { readonly processCount: number }>> {
  const rows = await reader.query(
    `SELECT ${headColumns}, (SELECT count(*) FROM process WHERE workflow_id = workflow.id) AS process_count
     FROM workflow WHERE host_id = $1 ORDER BY namespace, name, added_at DESC, id DESC`,
    reader.hostId,
  );
  return rows.map((row) => ({ ...toWorkflowHead(row), processCount: integer(row, 'process_count') }));
}

export async function countProcessesOf(reader: Reader, workflowId: string): Promise<number> {
  const row = await first(reader, `SELECT count(*) AS count FROM process WHERE workflow_id = $1`, workflowId);
  return row === undefined ? 0 : integer(row, 'count');
}
