import type { Json } from '../shared/json.ts';
import type { Answer } from '../shared/human-task/answer.ts';
import type { ProblemDetails } from '../shared/problem-details.ts';
import type { Definition } from './definition/definition.ts';
import type { Host } from './host.ts';
import type { ProcessState, ProcessStatus, TaskInstance, TaskPath } from './process-state.ts';
export interface DryRun {
  readonly status: ProcessStatus;
  readonly output: Json | undefined;
  readonly error: ProblemDetails | null;
  readonly tasks: readonly TaskInstance[];
}
export async function dryRun(
  _d: Definition,
  _p: ProcessState,
  _a: ReadonlyMap<TaskPath, Answer>,
  _h: Host,
): Promise<DryRun> {
  throw new Error('being written');
}
