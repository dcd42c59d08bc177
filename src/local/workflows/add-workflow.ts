import { readNewWorkflow, sameWorkflow, type ScheduleTime } from '../../service/workflows/new-workflow.ts';
import type { WorkflowRow } from '../../service/workflows/workflow-row.ts';
import { write, type WritableDatabase } from '../store/database.ts';
import { findWorkflowsNamed, insertWorkflow } from '../store/workflows.ts';
import { scheduleNewest } from './schedule-workflow.ts';

/**
 * Adds a workflow file. The same text again is the same workflow; another text under a version that exists is refused,
 * because running processes trust their version to stay what it was. The newest version starts by its schedule, if it has one.
 * @throws CountersignError WORKFLOW_INVALID with every problem, WORKFLOW_EXISTS
 */
export function addWorkflow(
  db: WritableDatabase,
  source: string,
  fresh: { id: string } & ScheduleTime,
): { workflow: WorkflowRow; added: boolean } {
  const { workflow, definition } = readNewWorkflow(source, fresh);
  return write(db, () => {
    const known = sameWorkflow(findWorkflowsNamed(db, workflow.name), workflow);
    if (known !== null) return { workflow: known, added: false };
    insertWorkflow(db, workflow);
    scheduleNewest(db, workflow, definition, fresh);
    return { workflow, added: true };
  });
}
