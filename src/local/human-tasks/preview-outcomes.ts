import type { Host } from '../../engine/host.ts';
import { comparableAsk, outcomesOf, type Outcome } from '../../service/human-tasks/outcomes.ts';
import type { AssignmentQuestion } from '../../service/human-tasks/visible-assignment.ts';
import type { Actor } from '../../shared/human-task/actor.ts';
import type { Definitions } from '../host/definitions.ts';
import { loadState } from '../host/load-state.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { findProcess } from '../store/processes.ts';
import { loadAssignment } from './load-assignment.ts';

/** What each option would lead to: see `outcomesOf`. @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN */
export async function previewOutcomes(
  db: ReadableDatabase,
  hostId: string,
  engine: Host,
  definitions: Definitions,
  actor: Actor,
  question: AssignmentQuestion,
): Promise<Outcome[]> {
  const { task } = loadAssignment(db, hostId, actor, question);
  const process = findProcess(db, task.processId);
  const ask = comparableAsk(task);
  if (ask === null || process === null) return [];
  const definition = definitions.get(process.workflowId);
  return outcomesOf(ask, task.instance.path, loadState(db, process), definition, engine);
}
