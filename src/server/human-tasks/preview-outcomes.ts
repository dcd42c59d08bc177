import { comparableAsk, outcomesOf, type Outcome } from '../../service/human-tasks/outcomes.ts';
import type { AssignmentQuestion } from '../../service/human-tasks/visible-assignment.ts';
import type { ServerCaller } from '../caller.ts';
import { rehearse } from '../host/rehearse.ts';
import type { ServerParts } from '../server-parts.ts';
import { loadAssignment } from './load-assignment.ts';

/** What each option would lead to: see `outcomesOf`. @throws CountersignError ASSIGNMENT_NOT_FOUND, FORBIDDEN */
export async function previewOutcomes(
  { db, engine: { interpreter } }: Pick<ServerParts, 'db' | 'engine'>,
  { hostId, actor }: ServerCaller,
  question: AssignmentQuestion,
): Promise<Outcome[]> {
  const { task } = await db.read(hostId, (reader) => loadAssignment(reader, actor, question));
  const ask = comparableAsk(task);
  if (ask === null) return [];
  const outcomes = await rehearse(interpreter, hostId, task.processId, ({ definition, state, port }) =>
    outcomesOf(ask, task.instance.path, state, definition, port),
  );
  return outcomes ?? [];
}
