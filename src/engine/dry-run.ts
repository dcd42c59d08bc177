import type { Answer } from '../shared/human-task/answer.ts';
import type { Json } from '../shared/json.ts';
import type { ProblemDetails } from '../shared/problem-details.ts';
import type { Definition } from './definition/definition.ts';
import type { Host } from './host.ts';
import { advance } from './interpreter.ts';
import type { Advance, ProcessState, ProcessStatus, TaskInstance, TaskPath } from './process-state.ts';

export interface DryRun {
  readonly status: ProcessStatus;
  readonly output: Json | undefined;
  readonly error: ProblemDetails | null;
  /** What would begin or change, in the order in which it would; the answered asks among them. */
  readonly tasks: readonly TaskInstance[];
}

/**
 * What would come of these answers, up to where the process waits for something else or ends. Nothing is recorded and the
 * given state stays as it is; an answer to an ask that would only come up on the way is given when it does.
 */
export async function dryRun(
  definition: Definition,
  process: ProcessState,
  answers: ReadonlyMap<TaskPath, Answer>,
  host: Host,
): Promise<DryRun> {
  const run = new Map<TaskPath, TaskInstance>();
  let state = process;
  let answered = answerWaiting(state.tasks, answers);
  let result: Advance;
  do {
    state = { ...state, tasks: answered ?? state.tasks };
    result = await advance(definition, state, host);
    for (const instance of result.changed) run.set(instance.path, instance);
    state = { ...state, status: result.status, tasks: new Map([...state.tasks, ...run]) };
    answered = answerWaiting(state.tasks, answers);
  } while (answered !== null && result.status === 'waiting');
  return { status: result.status, output: result.output, error: result.error, tasks: [...run.values()] };
}

/** A copy with the answers to what waits for one put in place, or null when there is nothing to put. */
function answerWaiting(
  tasks: ReadonlyMap<TaskPath, TaskInstance>,
  answers: ReadonlyMap<TaskPath, Answer>,
): Map<TaskPath, TaskInstance> | null {
  const copy = new Map(tasks);
  let changed = false;
  for (const [path, answer] of answers) {
    const instance = tasks.get(path);
    if (instance?.kind !== 'ask' || instance.status !== 'waiting' || instance.answer !== null) continue;
    copy.set(path, { ...instance, answer });
    changed = true;
  }
  return changed ? copy : null;
}
