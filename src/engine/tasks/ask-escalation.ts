import type { Instant } from '../../shared/clock.ts';
import type { AskAssignment } from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';
import type { AssignmentSource } from './ask-definition.ts';
import { evaluateAssignment } from './ask-evaluation.ts';
import type { TaskResult, TaskScope } from './task-type.ts';

/** The progress of an ask that was escalated. */
export interface Escalation {
  readonly escalatedAt: Instant;
  /** Who was asked before; null: nobody was named. */
  readonly from: AskAssignment | null;
}

/**
 * Asks somebody else when nobody answered in time: the same question, as much time again, from now on.
 * @returns null where that was done before: it is done once
 * @throws WorkflowError (expression, validation) where it cannot be told whom to ask
 */
export async function escalate(to: AssignmentSource, scope: TaskScope): Promise<TaskResult | null> {
  const { ask, wait, progress } = scope.instance;
  if (progress !== undefined || ask === null || wait?.kind !== 'approval' || wait.deadline === null)
    return null;
  const now = scope.now();
  const { assigneeId: _id, roleId: _role, assigneeIds: _ids, ...codes } = ask.assignment ?? {};
  const assignment = { ...codes, ...(await evaluateAssignment(to, scope)) };
  const deadline = await scope.after(now, { milliseconds: wait.deadline - wait.since });
  const escalation: Escalation = { escalatedAt: now, from: ask.assignment ?? null };
  scope.record({ progress: escalation as unknown as Json });
  return { kind: 'waiting', ask: { ...ask, assignment }, wait: { ...wait, deadline } };
}
