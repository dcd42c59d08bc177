import type { Instant } from '../shared/clock.ts';
import type { Answer } from '../shared/human-task/answer.ts';
import type { Json } from '../shared/json.ts';
import type { ProblemDetails } from '../shared/problem-details.ts';
import type { CloudEvent, ReceivedEvent } from './cloud-event.ts';
import type { Definition } from './definition/definition.ts';
import type { EffectResult } from './effect.ts';
import type { Host } from './host.ts';
import { advance } from './interpreter.ts';
import type { Advance, ProcessState, ProcessStatus, TaskInstance, TaskPath } from './process-state.ts';
import { overlaid } from './task-records.ts';

export interface DryRun {
  readonly status: ProcessStatus;
  readonly output: Json | undefined;
  readonly error: ProblemDetails | null;
  /** What would begin or change, in the order in which it would; the answered asks among them. */
  readonly tasks: readonly TaskInstance[];
  /** What it would publish. */
  readonly events: readonly CloudEvent[];
}

export interface Given {
  /** By the path of the ask, also of one that only comes up on the way. */
  readonly answers?: ReadonlyMap<TaskPath, Answer>;
  /** What effects and child processes come back with, by the path of the task. */
  readonly results?: ReadonlyMap<TaskPath, EffectResult>;
  /** What those come back with for which no result is given; undefined: the run stops there. */
  readonly stub?: Json;
  /** Whether timers elapse by themselves, in no time. Otherwise the run stops at one. */
  readonly elapse?: boolean;
  /** What arrives from outside, in this order, once the process waits for events. */
  readonly events?: readonly CloudEvent[];
}

/** A process that needs more rounds than this is taken to go in circles. */
const mostRounds = 10_000;

/**
 * What would come of it, up to where the process waits for something that is not given, or ends. Nothing is recorded, nothing
 * leaves, no process is started, and the given state stays as it is.
 */
export async function dryRun(
  definition: Definition,
  process: ProcessState,
  given: Given,
  host: Host,
): Promise<DryRun> {
  const run = new Rehearsal(process, given, host);
  let result: Advance;
  do {
    result = await advance(definition, run.state, run.host);
    run.apply(result);
  } while (!run.goesInCircles && (result.status === 'active' || run.goesOn(result)));
  const { tasks, events } = run;
  return { status: result.status, output: result.output, error: result.error, tasks, events };
}

/** A throw-away host: its own clock, its own events, records that lie over those of the process. */
class Rehearsal {
  readonly host: Host;
  readonly events: CloudEvent[] = [];
  state: ProcessState;
  readonly #given: Given;
  readonly #base: ProcessState['tasks'];
  readonly #run = new Map<TaskPath, TaskInstance>();
  readonly #changed = new Map<TaskPath, TaskInstance>();
  readonly #received: ReceivedEvent[] = [];
  readonly #arriving: CloudEvent[];
  #now: Instant;
  #rounds = 0;

  constructor(process: ProcessState, given: Given, host: Host) {
    this.#given = given;
    this.#base = process.tasks;
    this.#now = host.clock.now();
    this.#arriving = [...(given.events ?? [])];
    this.state = process;
    this.host = {
      ...host,
      clock: { now: () => this.#now },
      random: () => 0.5,
      eventsAfter: (position, types) => [
        ...host.eventsAfter(position, types),
        ...this.#received.filter(
          (received) =>
            received.position > position && (types === null || types.includes(received.event.type)),
        ),
      ],
    };
    this.#arrive();
  }

  get goesInCircles(): boolean {
    return this.#rounds >= mostRounds;
  }

  get tasks(): readonly TaskInstance[] {
    return [...this.#changed.values()];
  }

  apply(result: Advance): void {
    this.#rounds += 1;
    for (const task of result.changed) {
      this.#run.set(task.path, task);
      this.#changed.set(task.path, task);
    }
    for (const event of result.events) this.#publish(event);
    const { status, begun, lists, eventsFrom, wakeAt } = result;
    const tasks = overlaid(this.#base, this.#run);
    this.state = { ...this.state, status, begun, lists, eventsFrom, wakeAt, tasks };
  }

  /** Puts in place what is given for what the process waits for. @returns false when there is nothing for it */
  goesOn(result: Advance): boolean {
    if (result.status !== 'waiting') return false;
    if (result.events.length > 0 || this.#arrive()) return true;
    if (this.#waitsForEvent()) {
      const event = this.#arriving.shift();
      if (event !== undefined) {
        this.#publish(event);
        return true;
      }
    }
    if (this.#given.elapse !== true || result.wakeAt === null) return false;
    this.#now = Math.max(this.#now, result.wakeAt);
    return true;
  }

  #arrive(): boolean {
    let arrived = false;
    const live = [...this.state.tasks.live()];
    for (const task of live) {
      const arrival = this.#arrivalFor(task);
      if (arrival === null) continue;
      this.#run.set(task.path, { ...task, ...arrival });
      arrived = true;
    }
    if (arrived) this.state = { ...this.state, tasks: overlaid(this.#base, this.#run) };
    return arrived;
  }

  #arrivalFor(task: TaskInstance): Pick<TaskInstance, 'answer'> | Pick<TaskInstance, 'result'> | null {
    const { answers, results, stub } = this.#given;
    if (task.wait?.kind === 'approval' && task.answer === null) {
      const answer = answers?.get(task.path);
      return answer === undefined ? null : { answer };
    }
    if ((task.wait?.kind !== 'runtime' && task.wait?.kind !== 'child') || task.result !== null) return null;
    const result =
      results?.get(task.path) ?? (stub === undefined ? null : { ok: true as const, output: stub });
    return result === null ? null : { result };
  }

  #waitsForEvent(): boolean {
    return [...this.state.tasks.live()].some(({ wait }) => wait?.kind === 'event');
  }

  #publish(event: CloudEvent): void {
    this.events.push(event);
    const last = this.#received.at(-1)?.position ?? Number.MAX_SAFE_INTEGER / 2;
    this.#received.push({ position: last + 1, event });
  }
}
