import type { Host } from '../../engine/host.ts';
import { advance } from '../../engine/interpreter.ts';
import type { ProcessState, ProcessStatus as EngineStatus } from '../../engine/process-state.ts';
import type { Timers } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';
import type { Ids } from '../../shared/ids.ts';
import type { ChangeFeed } from '../changes.ts';
import type { Log } from '../log.ts';
import type { Reach } from '../reach.ts';
import { write, type ReadableDatabase, type WritableDatabase } from '../store/database.ts';
import { findProcess, recordResumeFailure, type ProcessRow } from '../store/processes.ts';
import { tasksOfProcess } from '../store/tasks.ts';
import type { Definitions } from './definitions.ts';
import { recordAdvance } from './record-advance.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

// H1: a process advances only inside advanceOnce(); everything else merely makes it due (wake_at) in its own transaction.
// H2: what a walk came to is written whole or not at all, and only if nothing arrived since the process was loaded.
// H3: what is due is in the database, never only in memory: a restart finds it.

export interface LocalHost extends Scheduler {
  /** Walks one process until it waits or ends. @returns false when it could not be walked and is tried again later. */
  advanceProcess(processId: string): Promise<boolean>;
}

export interface LocalHostOptions {
  readonly db: WritableDatabase;
  readonly engine: Host;
  readonly definitions: Definitions;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly changes: ChangeFeed;
  readonly log: Log;
  readonly reach: Reach;
  /** Who is on this computer: on the local account every ask is theirs. */
  readonly localUser: string;
}

const firstRetryMs = 1_000;
const longestRetryMs = 5 * 60_000;

export function createLocalHost(options: LocalHostOptions): LocalHost {
  const advanceProcess = async (processId: string) => {
    for (;;) {
      const process = findProcess(options.db, processId);
      if (process === null || process.endedAt !== null) return true;
      try {
        if ((await advanceOnce(options, process)) === 'rests') return true;
      } catch (error) {
        keepFailure(options, process, error);
        return false;
      }
    }
  };
  const scheduler = createScheduler({
    db: options.db,
    clock: options.engine.clock,
    timers: options.timers,
    log: options.log,
    run: advanceProcess,
  });
  return { ...scheduler, advanceProcess };
}

/** The state that the interpreter walks from. */
export function loadState(db: ReadableDatabase, process: ProcessRow): ProcessState {
  const tasks = tasksOfProcess(db, process.id).map((task) => task.instance);
  return {
    id: process.id,
    status: statuses[process.status],
    startedAt: process.startedAt,
    input: process.input,
    output: process.output,
    error: process.error,
    tasks: new Map(tasks.map((task) => [task.path, task])),
  };
}

const statuses: Record<ProcessStatus, EngineStatus> = {
  A: 'active',
  W: 'waiting',
  C: 'completed',
  F: 'faulted',
  X: 'cancelled',
};

/** @returns `again` when something arrived while the process was walked: nothing of the walk was written */
async function advanceOnce(options: LocalHostOptions, process: ProcessRow): Promise<'again' | 'rests'> {
  const { db, engine, definitions, reach } = options;
  reach('resume.before');
  const result = await advance(definitions.get(process.workflowId), loadState(db, process), engine);
  const recorded = write(db, () => {
    const outcome = recordAdvance(db, process, result, {
      now: engine.clock.now(),
      ids: options.ids,
      assignees: () => [options.localUser],
    });
    reach('advance.before-commit');
    return outcome;
  });
  if (!recorded.applied) return 'again';
  reach(recorded.askCreated ? 'ask.created' : 'advance.committed');
  options.changes.publish({
    topics: ['processes', 'human-tasks'],
    taskIds: recorded.taskIds,
    processIds: [process.id],
  });
  return 'rests';
}

/** Nothing is lost: the answer stands, the error is shown on the process, and the walk is tried again with growing pauses. */
function keepFailure(options: LocalHostOptions, process: ProcessRow, error: unknown): void {
  const { db, engine, log, changes } = options;
  const { id: processId, resumeAttempts } = process;
  const pause = Math.min(firstRetryMs * 2 ** resumeAttempts, longestRetryMs);
  log.error('A process could not go on', { processId, attempts: resumeAttempts + 1, retryInMs: pause });
  try {
    const nextTry = engine.clock.now() + pause;
    write(db, () => recordResumeFailure(db, processId, process.wakeCount, inWords(error), nextTry));
  } catch {
    // The disk itself refuses: the process stays due and the scheduler comes back to it.
    log.error('The failure could not be recorded either', { processId });
  }
  changes.publish({ topics: ['processes', 'human-tasks'], processIds: [processId] });
}

/** For the process page. A definition that an older version accepted says where this one stumbles. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const problem = error instanceof CountersignError ? error.details.problems?.[0] : undefined;
  return problem === undefined ? error.message : `${error.message}: ${problem.path} ${problem.message}`;
}
