import type { z } from 'zod';
import { dryRun, type DryRun } from '../../engine/dry-run.ts';
import type { EffectResult } from '../../engine/effect.ts';
import type { Host } from '../../engine/host.ts';
import type { ProcessState, TaskInstance } from '../../engine/process-state.ts';
import { taskRecords } from '../../engine/task-records.ts';
import { timestamp, type Instant } from '../../shared/clock.ts';
import type {
  DryRunAnswer,
  DryRunRequest,
  DryRunTask,
  SuppliedResult,
} from '../../shared/contract/dry-run.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import type { ProcessStatus, TaskStatus } from '../../shared/human-task/status.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Json } from '../../shared/json.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';
import type { Definitions } from '../host/definitions.ts';
import { loadState } from '../host/load-state.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { lastPosition } from '../store/events.ts';
import { findProcess } from '../store/processes.ts';
import { findWorkflowByReference } from '../workflows/find-workflow.ts';
import { taskTitle } from '../../service/processes/task-title.ts';

export interface DryRunOutcome {
  readonly statusCode: ProcessStatus;
  readonly output: Json;
  readonly error: ProblemDetails | null;
  readonly tasks: DryRunTask[];
}

/**
 * What would run with these answers and results: of a workflow from its start, or of a process from where it stands. Touches
 * nothing: a task for which nothing is supplied waits.
 * @throws CountersignError WORKFLOW_NOT_FOUND, PROCESS_NOT_FOUND, INVALID_REQUEST
 */
export async function dryRunProcess(
  {
    db,
    engine,
    definitions,
    ids,
  }: { db: ReadableDatabase; engine: Host; definitions: Definitions; ids: Ids },
  request: z.infer<typeof DryRunRequest>,
): Promise<DryRunOutcome> {
  const { workflowId, state } = standing(db, engine, ids, request);
  const submittedAt = timestamp(engine.clock.now());
  const answers = Object.entries(request.answers).map(
    ([path, answer]) => [path, { ...withoutUndefined(answer), submittedAt }] as const,
  );
  const results = Object.entries(request.results).map(([path, result]) => [path, toResult(result)] as const);
  const given = {
    answers: new Map(answers),
    results: new Map(results),
    elapse: request.elapse,
    ...(request.stub === undefined ? {} : { stub: request.stub }),
  };
  const run = await dryRun(definitions.get(workflowId), state, given, engine);
  return describe(run);
}

function standing(
  db: ReadableDatabase,
  engine: Host,
  ids: Ids,
  { workflow, processId, input }: z.infer<typeof DryRunRequest>,
): { workflowId: string; state: ProcessState } {
  if (workflow !== undefined) {
    const workflowId = findWorkflowByReference(db, workflow).id;
    const given = input === undefined ? {} : input;
    return { workflowId, state: fromItsStart(ids.next(), engine.clock.now(), given, lastPosition(db)) };
  }
  const process = findProcess(db, processId ?? '');
  if (process === null) throw new CountersignError('PROCESS_NOT_FOUND');
  return { workflowId: process.workflowId, state: loadState(db, process) };
}

function fromItsStart(id: string, startedAt: Instant, input: Json, eventsFrom: number): ProcessState {
  return {
    id,
    status: 'active',
    startedAt,
    input,
    output: undefined,
    error: null,
    begun: null,
    lists: {},
    wakeAt: startedAt,
    eventsFrom,
    cancelling: false,
    tasks: taskRecords(),
  };
}

function toResult(result: SuppliedResult): EffectResult {
  return 'error' in result ? { ok: false, error: result.error } : { ok: true, output: result.output };
}

function withoutUndefined({ value, fields, comment }: DryRunAnswer): Omit<Answer, 'submittedAt'> {
  return {
    value,
    ...(fields === undefined ? {} : { fields }),
    ...(comment === undefined ? {} : { comment }),
  };
}

const processCodes: Record<DryRun['status'], ProcessStatus> = {
  active: 'A',
  waiting: 'W',
  completed: 'C',
  faulted: 'F',
  cancelled: 'X',
};

const taskCodes: Record<TaskInstance['status'], TaskStatus> = { ...processCodes, skipped: 'S' };

function describe({ status, output, error, tasks }: DryRun): DryRunOutcome {
  return { statusCode: processCodes[status], output: output ?? null, error, tasks: tasks.map(describeTask) };
}

function describeTask(instance: TaskInstance): DryRunTask {
  const { path, name, kind, status, output, error, wait } = instance;
  return {
    path,
    name,
    title: taskTitle(instance),
    kind,
    statusCode: taskCodes[status],
    output: output ?? null,
    error,
    waits: wait === null ? null : inWords(wait),
  };
}

function inWords(wait: NonNullable<TaskInstance['wait']>): string {
  switch (wait.kind) {
    case 'approval':
      return 'for an answer';
    case 'timer':
      return `until ${timestamp(wait.until)}`;
    case 'retry':
      return `until ${timestamp(wait.until)}, to try again`;
    case 'event':
      return `for ${wait.filters.join(', ')}`;
    case 'child':
      return 'for another process';
    case 'runtime':
      return `for ${wait.what}`;
  }
}
