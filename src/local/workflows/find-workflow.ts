import { chooseWorkflow, readWorkflowName } from '../../service/workflows/choose-workflow.ts';
import type { WorkflowRow } from '../../service/workflows/workflow-row.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findWorkflowsNamed } from '../store/workflows.ts';

/**
 * Finds a workflow by `name`, `namespace/name` or `namespace/name@version`.
 * @throws CountersignError WORKFLOW_NOT_FOUND, INVALID_REQUEST
 */
export function findWorkflowByReference(db: ReadableDatabase, text: string): WorkflowRow {
  const named = readWorkflowName(text);
  return chooseWorkflow(findWorkflowsNamed(db, named.name), named);
}
