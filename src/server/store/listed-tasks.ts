import { text } from '../../service/columns.ts';
import type { TaskLine } from '../../service/processes/task-row.ts';
import { lineColumns, toTaskLine } from '../../service/processes/task-values.ts';
import type { NamedWorkflow } from '../../service/workflow-reference.ts';
import type { Reader } from './database.ts';

/** What lists show of these tasks, with their workflows, by their ids. */
export async function listedTasks(
  reader: Reader,
  taskIds: readonly string[],
): Promise<Map<string, { task: TaskLine; workflow: NamedWorkflow }>> {
  const columns = lineColumns
    .split(', ')
    .map((column) => `task.${column}`)
    .join(', ');
  const rows = await reader.query(
    `SELECT ${columns}, workflow.id AS workflow_id, workflow.namespace, workflow.name AS workflow_name, workflow.version
     FROM task JOIN process ON process.id = task.process_id JOIN workflow ON workflow.id = process.workflow_id
     WHERE task.id = ANY ($1)`,
    taskIds,
  );
  return new Map(
    rows.map((row) => {
      const workflow = {
        id: text(row, 'workflow_id'),
        namespace: text(row, 'namespace'),
        name: text(row, 'workflow_name'),
        version: text(row, 'version'),
      };
      return [text(row, 'id'), { task: toTaskLine(row), workflow }];
    }),
  );
}
