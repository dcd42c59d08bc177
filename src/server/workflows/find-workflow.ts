import { chooseWorkflow, readWorkflowName } from '../../service/workflows/choose-workflow.ts';
import type { WorkflowHead } from '../../service/workflows/workflow-row.ts';
import type { Reader } from '../store/database.ts';
import { workflowsNamed } from '../store/workflows.ts';

/**
 * Finds a workflow by `name`, `namespace/name` or `namespace/name@version`.
 * @throws CountersignError WORKFLOW_NOT_FOUND, INVALID_REQUEST
 */
export async function findWorkflowByReference(reader: Reader, text: string): Promise<WorkflowHead> {
  const named = readWorkflowName(text);
  return chooseWorkflow(await workflowsNamed(reader, named.name), named);
}
