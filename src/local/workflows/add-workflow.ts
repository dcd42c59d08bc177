import { createHash } from 'node:crypto';
import { parseDefinition } from '../../engine/definition/parse-definition.ts';
import { CountersignError } from '../../shared/errors.ts';
import { humanize } from '../../shared/human-task/title.ts';
import { write, type WritableDatabase } from '../store/database.ts';
import { findWorkflowsNamed, insertWorkflow } from '../store/workflows.ts';
import { scheduleNewest, type ScheduleTime } from './schedule-workflow.ts';
import type { WorkflowRow } from '../../service/workflows/workflow-row.ts';

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
  const parsed = parseDefinition(source);
  if (!parsed.ok) {
    throw new CountersignError('WORKFLOW_INVALID', { details: { problems: parsed.problems } });
  }
  const { namespace, name, version, title, summary } = parsed.definition.document;
  const digest = createHash('sha256').update(source).digest('hex');
  return write(db, () => {
    const known = findWorkflowsNamed(db, name).find(
      (candidate) => candidate.namespace === namespace && candidate.version === version,
    );
    if (known !== undefined) {
      if (known.digest === digest) return { workflow: known, added: false };
      throw new CountersignError('WORKFLOW_EXISTS', {
        message: `${namespace}/${name}@${version} exists with another text`,
      });
    }
    const workflow: WorkflowRow = {
      id: fresh.id,
      namespace,
      name,
      version,
      title: title ?? humanize(name),
      summary: summary ?? '',
      digest,
      source,
      addedAt: fresh.now,
    };
    insertWorkflow(db, workflow);
    scheduleNewest(db, workflow, parsed.definition, fresh);
    return { workflow, added: true };
  });
}
