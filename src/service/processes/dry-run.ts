import type { z } from 'zod';
import type { DryRun, Given } from '../../engine/dry-run.ts';
import type { EffectResult } from '../../engine/effect.ts';
import type { ProcessState, TaskInstance } from '../../engine/process-state.ts';
import { taskRecords } from '../../engine/task-records.ts';
import { timestamp, type Instant } from '../../shared/clock.ts';
import type {
  DryRunAnswer,
  DryRunRequest,
  DryRunTask,
  SuppliedResult,
} from '../../shared/contract/dry-run.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';
import type { Json } from '../../shared/json.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';
import { processCodes } from './process-status.ts';
import { taskCodes } from './task-row.ts';
import { taskTitle } from './task-title.ts';

export interface DryRunOutcome {
  readonly statusCode: ProcessStatus;
  readonly output: Json;
  readonly error: ProblemDetails | null;
  readonly tasks: DryRunTask[];
}

/** What a request supplies to a dry run. */
export function suppliedTo(request: z.infer<typeof DryRunRequest>, now: Instant): Given {
  const submittedAt = timestamp(now);
  const answers = Object.entries(request.answers).map(
    ([path, answer]) => [path, { ...withoutUndefined(answer), submittedAt }] as const,
  );
  const results = Object.entries(request.results).map(([path, result]) => [path, toResult(result)] as const);
  return {
    answers: new Map(answers),
    results: new Map(results),
    elapse: request.elapse,
    ...(request.stub === undefined ? {} : { stub: request.stub }),
  };
}

/** A process that has not begun. */
export function fromItsStart(id: string, startedAt: Instant, input: Json, eventsFrom: number): ProcessState {
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

export function describeDryRun({ status, output, error, tasks }: DryRun): DryRunOutcome {
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
