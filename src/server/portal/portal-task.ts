import type { HumanTask } from '../../shared/contract/human-tasks.ts';

/** What light-portal's page shows besides seed 004's response. */
interface AsAssigned {
  readonly assignmentType: 'role' | 'user';
  readonly assignmentId: string | null;
  readonly assignmentLabel: string | null;
  readonly active: boolean;
}

export type PortalTask = HumanTask & AsAssigned;

/** A row has no context: it is as long as its page, and nobody reads it in a list. */
const onPageOnly = ['context', 'contextSummary', 'previousTasks', 'assignments', 'processInput'] as const;
export type PortalRow = Omit<PortalTask, (typeof onPageOnly)[number]>;

export function portalTask(task: HumanTask): PortalTask {
  const { roleId, roleName, assigneeId, assigneeName, assignmentStatusCode } = task;
  return {
    ...task,
    assignmentType: roleId === null ? 'user' : 'role',
    assignmentId: roleId ?? assigneeId,
    assignmentLabel: roleId === null ? (assigneeName ?? assigneeId) : (roleName ?? roleId),
    active: assignmentStatusCode === 'ASSIGNED' || assignmentStatusCode === 'CLAIMED',
  };
}

export function portalRow(task: HumanTask): PortalRow {
  const row: Partial<PortalTask> = portalTask(task);
  for (const name of onPageOnly) delete row[name];
  return row as PortalRow;
}
