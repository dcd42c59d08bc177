import { DatabaseError } from 'pg';
import type { Definition } from '../../engine/definition/definition.ts';
import { advance } from '../../engine/interpreter.ts';
import type { ProcessState } from '../../engine/process-state.ts';
import { waitsForEffect } from '../../service/processes/effect-values.ts';
import type { ProcessRow } from '../../service/processes/process-row.ts';
import { processState } from '../../service/processes/process-state.ts';
import { failureInWords, retryPause } from '../../service/processes/resume-failure.ts';
import type { Instant } from '../../shared/clock.ts';
import { CountersignError } from '../../shared/errors.ts';
import type { WakeReason } from '../engine-driver.ts';
import type { Reader } from '../store/database.ts';
import { effectsOf, type EffectAddress } from '../store/effects.ts';
import { findProcess, recordResumeFailure } from '../store/processes.ts';
import { createEnginePort, withRoomForChildren } from './engine-port.ts';
import type { HostParts } from './host-parts.ts';
import { withWhatIsMissing } from './missing.ts';
import { Overtaken, writeWalk } from './record-walk.ts';
import { loadRecordedTasks } from './recorded-tasks.ts';

// H1: a process advances only here, whoever asks for it and however often: a walk that has nothing to do changes nothing.
// H2: expressions are evaluated between two transactions, so that none of them holds a lock or a connection. What a walk came to is
//     written whole or not at all, and only if nothing was decided and no other walk was written since the process was loaded.
// H3: what is to be done outside (effects, timers) is in the database before anybody is told of it.

/** What has to be done outside once a process rests. */
export interface WalkOutcome {
  /** To be run; one that was told before is told again where nobody knows whether it left. */
  readonly effects: readonly EffectAddress[];
  /** When it has to be walked again if nothing else happens; null: only what arrives moves it. */
  readonly wakeAt: Instant | null;
  /** How soon it is tried again, in milliseconds, because it could not be walked; null: it could. */
  readonly retryIn: number | null;
}

const nothing: WalkOutcome = { effects: [], wakeAt: null, retryIn: null };

/** Walks that follow each other at once; after so many, others have their turn. */
const mostInARow = 50;

/** After these, an effect that was told before may have been left out or lost. */
const tellsAllEffects: readonly WakeReason[] = ['start', 'resume', 'retry'];

/**
 * Walks a process until it waits or has ended. A failure that is not its own is kept beside it and shown.
 * @throws CountersignError STORE_UNAVAILABLE
 */
export async function walkProcess(
  parts: HostParts,
  hostId: string,
  processId: string,
  reason: WakeReason,
): Promise<WalkOutcome> {
  for (let walks = 0; ; walks += 1) {
    const loaded = await parts.db.read(hostId, (reader) => load(parts, reader, processId));
    if (loaded === null) return nothing;
    try {
      const { wakeAt, waitsForEffects } = await walkOnce(parts, hostId, loaded);
      if (wakeAt !== null && wakeAt <= parts.clock.now() && walks < mostInARow) continue;
      const effects = waitsForEffects ? await effectsToRun(parts, hostId, processId, reason) : [];
      return { effects, wakeAt, retryIn: null };
    } catch (error) {
      if (isOvertaken(error) && walks < mostInARow) continue;
      if (error instanceof CountersignError && error.code === 'STORE_UNAVAILABLE') throw error;
      return keepFailure(parts, hostId, loaded.process, error);
    }
  }
}

interface Loaded {
  readonly process: ProcessRow;
  readonly state: ProcessState;
  readonly definition: () => Definition;
}

/** Null: it is not walked, because it has ended or stands still. */
async function load(parts: HostParts, reader: Reader, processId: string): Promise<Loaded | null> {
  const process = await findProcess(reader, processId);
  if (process === null || process.endedAt !== null || process.suspendedAt !== null) return null;
  const tasks = await loadRecordedTasks(reader, process);
  const definition = await definitionFor(parts, reader, process);
  return { process, state: processState(process, tasks), definition };
}

/** Only to be cancelled, a process needs no definition: also one that this version cannot read any more comes to its end. */
async function definitionFor(
  { definitions }: HostParts,
  reader: Reader,
  process: ProcessRow,
): Promise<() => Definition> {
  try {
    const definition = await definitions.get(reader, process.workflowId);
    return () => definition;
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    if (process.cancelRequestedAt === null) {
      return () => {
        throw error;
      };
    }
    return () => ({
      document: { dsl: '1.0.3', namespace: 'none', name: 'none', version: '0.0.0' },
      do: [],
    });
  }
}

interface Walked {
  /** When the process has to be walked again by itself. */
  readonly wakeAt: Instant | null;
  readonly waitsForEffects: boolean;
}

async function walkOnce(parts: HostParts, hostId: string, loaded: Loaded): Promise<Walked> {
  const { process, state } = loaded;
  const definition = loaded.definition();
  const port = withRoomForChildren(createEnginePort(parts), process);
  const result = await withWhatIsMissing(parts.db, hostId, () => advance(definition, state, port));
  const { wakeAt } = result;
  const waitsForEffects = [...result.changed, ...state.tasks.live()].some(waitsForEffect);
  if (isIdle(process, result)) return { wakeAt, waitsForEffects };
  await parts.db.write(hostId, async (tx) => {
    await writeWalk(parts, tx, { process, before: state, advance: result });
    parts.reach('walk.before-commit');
  });
  parts.reach('walk.committed');
  return { wakeAt, waitsForEffects };
}

/** A wake that came late or twice finds nothing to do, and nothing is written. */
function isIdle(process: ProcessRow, result: Awaited<ReturnType<typeof advance>>): boolean {
  return (
    result.status === 'waiting' &&
    process.status === 'W' &&
    result.changed.length === 0 &&
    result.wakeAt === process.wakeAt &&
    result.eventsFrom === process.eventsFrom &&
    process.dueSince === null &&
    process.resumeError === null
  );
}

/** No two of them write the same task: the second is refused by its path, or by the process that it found. */
function isOvertaken(error: unknown): boolean {
  return error instanceof Overtaken || (error instanceof DatabaseError && error.code === '23505');
}

async function effectsToRun(
  { db }: HostParts,
  hostId: string,
  processId: string,
  reason: WakeReason,
): Promise<EffectAddress[]> {
  const only = tellsAllEffects.includes(reason) ? 'all' : 'unsent';
  return db.read(hostId, (reader) => effectsOf(reader, processId, only));
}

/** Nothing is lost: the answer stands, the error is shown on the process, and the walk is tried again with growing pauses. */
async function keepFailure(
  { db, clock, log }: HostParts,
  hostId: string,
  { id, resumeAttempts }: ProcessRow,
  error: unknown,
): Promise<WalkOutcome> {
  const retryIn = retryPause(resumeAttempts);
  log.error('A process could not go on', { processId: id, attempts: resumeAttempts + 1, retryInMs: retryIn });
  await db.write(hostId, (tx) => recordResumeFailure(tx, [id], failureInWords(error), clock.now() + retryIn));
  return { ...nothing, retryIn };
}
