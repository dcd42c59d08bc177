import type { WorkflowReference } from '../shared/contract/base.ts';

/** What names a workflow. */
export interface NamedWorkflow {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

export function workflowReference({ id, namespace, name, version }: NamedWorkflow): WorkflowReference {
  return { wfDefId: id, namespace, name, version };
}
