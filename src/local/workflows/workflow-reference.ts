import type { WorkflowReference } from '../../shared/contract/base.ts';
import type { WorkflowHead } from '../store/workflows.ts';

export function workflowReference({ id, namespace, name, version }: WorkflowHead): WorkflowReference {
  return { wfDefId: id, namespace, name, version };
}
