import type { Definition } from '../../../src/engine/definition/definition.ts';
import { resolveEffect } from '../../../src/engine/effect-arguments.ts';
import type { Effect, EffectResult } from '../../../src/engine/effect.ts';
import { WorkflowError } from '../../../src/engine/errors.ts';
import type { Expressions } from '../../../src/engine/host.ts';
import { advance } from '../../../src/engine/interpreter.ts';
import type { Advance, TaskInstance, TaskPath } from '../../../src/engine/process-state.ts';
import type { Json } from '../../../src/shared/json.ts';
import {
  liveOnly,
  liveTasks,
  processesOf,
  stateOf,
  taskOf,
  text,
  type Kept,
  type KeptProcess,
  type StoredState,
} from './kept.ts';
import { eventOf } from './events.ts';
import { hostOn, pathExpressions } from './host.ts';
import type { Mutant } from './mutant.ts';
import { Service } from './service.ts';
import { arrive, cancelMain, commitWalk, insertProcess, publish, writeTasks } from './write.ts';

// A host of the engine that keeps nothing but JSON text, with a world around it: people who answer, services that reply, clocks
// that go on. It can be stopped at any moment and started again from what it keeps. All that happens outside is chosen by a
// script from what could happen, in an order that does not depend on the stops: so with or without them, the same comes out.
//
// I1: an instance that has ended is never written again.
// I2: an effect leaves only after the commit that announces it, and always under the same key with the same content.
// I3: a walk that nothing gave a reason for changes nothing.
// I5: a process that has not ended is due, or something that is recorded ends its wait.

/** What happens outside: the same for every run of a case. */
export interface Script {
  readonly input: Json;
  /** Which of the things that could happen next does. When they are used up, nothing happens any more. */
  readonly choices: readonly number[];
}

/** Where the host is stopped: a number for each moment at which it could be; 0 stops it. */
export type Stops = Iterator<number>;

export type Definitions = Readonly<Record<KeptProcess['workflow'], Definition>>;

export interface Options {
  readonly stops?: Stops;
  readonly mutant?: Mutant;
  /** Those that need no jq, if it does not say otherwise. */
  readonly expressions?: Expressions;
  /** It ends there, wherever it is. Without it, a process that never rests is an error. */
  readonly mostWalks?: number;
}

/** What is left in the end, to be compared. */
export interface Outcome {
  readonly processes: Readonly<Record<string, { state: Json; tasks: readonly Json[] }>>;
  readonly events: readonly Json[];
  /** The tasks whose effects were called. */
  readonly called: readonly string[];
  readonly walks: number;
  readonly stops: number;
}

/** The host is gone; what it keeps is all that is left. */
class Stopped extends Error {}

const beginning = Date.UTC(2026, 4, 22, 14, 30);
const manyWalks = 2_000;

/** Runs a process and all that it starts until nothing more happens. @throws Error when an invariant does not hold */
export async function simulate(
  definitions: Definitions,
  script: Script,
  options: Options = {},
): Promise<Outcome> {
  const simulation = new Simulation(definitions, script, options);
  return simulation.run();
}

class Simulation {
  readonly #definitions: Definitions;
  readonly #script: Script;
  readonly #stops: Stops | null;
  readonly #mutant: Mutant | null;
  readonly #expressions: Expressions;
  readonly #mostWalks: number | null;
  readonly #kept: Kept = { processes: new Map(), events: [], chosen: 0, now: beginning, commits: 0 };
  readonly #service = new Service();
  /** Results that have come and are not yet written: gone with the host. */
  #arrived = new Map<string, { id: string; path: TaskPath; result: EffectResult }>();
  #walks = 0;
  #stopCount = 0;

  constructor(definitions: Definitions, script: Script, options: Options) {
    this.#definitions = definitions;
    this.#script = script;
    this.#stops = options.stops ?? null;
    this.#mutant = options.mutant ?? null;
    this.#expressions = options.expressions ?? pathExpressions;
    this.#mostWalks = options.mostWalks ?? null;
    insertProcess(this.#kept, 'main', 'main', script.input, null, 0);
  }

  async run(): Promise<Outcome> {
    for (;;) {
      const next = this.#next();
      if (next === null) break;
      try {
        await next();
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
        this.#stopCount += 1;
        await this.#restart();
      }
    }
    this.#checkEnd();
    return this.#outcome();
  }

  /** What is due is walked; when nothing is, the world outside does something. */
  #next(): (() => Promise<void>) | null {
    if (this.#walks === this.#mostWalks) return null;
    if (this.#walks > manyWalks) throw new Error(`More than ${manyWalks} walks: it never rests`);
    const due = processesOf(this.#kept).find(([, process]) => this.#isDue(process));
    if (due !== undefined) return () => this.#walk(due[0], due[1]);
    const happenings = this.#happenings();
    const choice = this.#script.choices[this.#kept.chosen];
    if (choice === undefined || happenings.length === 0) return null;
    return happenings[choice % happenings.length] ?? null;
  }

  #isDue(process: KeptProcess): boolean {
    const { status, wakeAt } = stateOf(process);
    if (status !== 'active' && status !== 'waiting') return false;
    return process.due || status === 'active' || (wakeAt !== null && wakeAt <= this.#kept.now);
  }

  async #walk(id: string, process: KeptProcess): Promise<void> {
    this.#walks += 1;
    const result = await this.#advance(id, process);
    this.#mayStop();
    if (this.#mutant === 'lets effects out before the commit') await this.#letOut(id, result.changed);
    if (this.#mutant === 'publishes events before the commit') publish(this.#kept, result.events);
    if (this.#mutant === 'writes the tasks before the process')
      writeTasks(process, result.changed, this.#mutant);
    this.#mayStop();
    commitWalk(this.#kept, id, process, result, this.#mutant);
    this.#mayStop();
    await this.#letOut(id, result.changed);
    await this.#walkForNothing(id, process);
  }

  /** Somebody nudges a process that is not due. Only where there are stops: it must make no difference. */
  async #walkForNothing(id: string, process: KeptProcess): Promise<void> {
    if (this.#stops === null || this.#isDue(process) || this.#stops.next().value % 3 !== 1) return;
    // Where its lists stand is a shortcut: without it, the walk comes to the same.
    const lists = this.#stops.next().value % 2 === 0 ? {} : stateOf(process).lists;
    const idle = await this.#advance(id, process, { ...stateOf(process), lists });
    if (idle.changed.length > 0)
      throw new Error(`I3: a walk of ${id} without a reason changed ${idle.changed[0]?.path}`);
  }

  #advance(id: string, process: KeptProcess, state: StoredState = stateOf(process)): Promise<Advance> {
    const tasks = [...process.tasks.keys()];
    // Each record is read once in a walk, as from a store.
    const read = new Map<TaskPath, TaskInstance | undefined>();
    const get = (path: TaskPath) => {
      if (!read.has(path)) read.set(path, this.#recorded(process, path));
      return read.get(path);
    };
    const live = () => tasks.flatMap((path) => liveOnly(get(path)));
    return advance(
      this.#definitions[process.workflow],
      { ...state, tasks: { get, live, size: tasks.length } },
      hostOn(this.#kept, id, this.#expressions, () => this.#mayStop()),
    );
  }

  #recorded(process: KeptProcess, path: TaskPath): TaskInstance | undefined {
    const task = taskOf(process, path);
    if (task === undefined) return undefined;
    if (this.#mutant === 'forgets that a task has ended' && task.kind === 'set') return undefined;
    return task;
  }

  async #letOut(id: string, changed: readonly TaskInstance[]): Promise<void> {
    for (const { path, wait, result } of changed) {
      if (wait?.kind !== 'runtime' || result !== null) continue;
      await this.#call(id, path);
      this.#mayStop();
    }
  }

  /** The service on the other side: notes what it is asked under which key, and gives an answer that depends on the key alone. */
  async #call(id: string, path: TaskPath): Promise<void> {
    const place = `${id}${path}`;
    const process = this.#kept.processes.get(id);
    const task = process && taskOf(process, path);
    if (task?.wait?.kind !== 'runtime')
      throw new Error(`I2: ${place} lets an effect out that is not written`);
    const mutation = this.#mutant === 'has a new key for each call' ? `?${this.#service.callsOf(place)}` : '';
    const result = await this.#resolved(id, task).then(
      (effect) => this.#service.call(place, `${place}${mutation}`, text(effect)),
      (error: unknown) => refused(error),
    );
    this.#arrived.set(place, { id, path, result });
  }

  #resolved(id: string, task: TaskInstance): Promise<Effect> {
    const host = hostOn(this.#kept, id, this.#expressions, () => this.#mayStop());
    return resolveEffect(task.plan as unknown as Effect, task, host);
  }

  /** What could happen outside now, in an order that only what is written decides. */
  #happenings(): (() => Promise<void>)[] {
    const happenings: (() => Promise<void>)[] = [];
    const choice = this.#script.choices[this.#kept.chosen] ?? 0;
    const times: number[] = [];
    for (const [id, process] of processesOf(this.#kept)) {
      const { status, wakeAt } = stateOf(process);
      if (status !== 'waiting') continue;
      if (wakeAt !== null) times.push(wakeAt);
      for (const task of liveTasks(process)) {
        const came = this.#arrived.get(`${id}${task.path}`);
        if (task.wait?.kind === 'approval') happenings.push(() => this.#answer(process, task, choice));
        if (task.wait?.kind === 'event')
          happenings.push(() => this.#happen(() => publish(this.#kept, [eventOf(choice)])));
        if (task.wait?.kind === 'runtime' && came !== undefined) {
          happenings.push(() => this.#happen(() => arrive(process, task.path, { result: came.result })));
        }
      }
    }
    if (times.length > 0) happenings.push(() => this.#happen(() => (this.#kept.now = Math.min(...times))));
    if (choice % 31 === 30) happenings.unshift(() => this.#happen(() => cancelMain(this.#kept)));
    return happenings;
  }

  /** One transaction that the world outside is told of only when it is written. */
  async #happen(work: () => unknown): Promise<void> {
    this.#mayStop();
    work();
    this.#kept.chosen += 1;
    this.#mayStop();
  }

  #answer(process: KeptProcess, { path, ask }: TaskInstance, choice: number): Promise<void> {
    const value = ask?.options[choice % Math.max(1, ask.options.length)]?.value ?? `text ${choice}`;
    if (this.#mutant === 'acknowledges an answer before it is written') this.#kept.chosen += 1;
    return this.#happen(() => {
      if (this.#mutant === 'acknowledges an answer before it is written') this.#kept.chosen -= 1;
      arrive(process, path, { answer: { value, submittedAt: new Date(this.#kept.now).toISOString() } });
    });
  }

  /** Only what is kept is there; effects without a result are let out again. */
  async #restart(): Promise<void> {
    this.#arrived = new Map();
    if (this.#mutant === 'does not run effects again') return;
    for (const [id, process] of processesOf(this.#kept)) {
      for (const { path, wait, result } of liveTasks(process)) {
        if (wait?.kind === 'runtime' && result === null) await this.#call(id, path);
      }
    }
  }

  #mayStop(): void {
    if (this.#stops !== null && this.#stops.next().value === 0) throw new Stopped('stopped');
  }

  #checkEnd(): void {
    this.#service.checkKeys();
    for (const [id, process] of processesOf(this.#kept)) {
      const { status, wakeAt } = stateOf(process);
      const tasks = liveTasks(process);
      if (status !== 'waiting' && status !== 'active' && tasks.length > 0) {
        throw new Error(`I5: ${id} has ended and ${tasks[0]?.path} has not`);
      }
      if (status === 'waiting' && wakeAt === null && !tasks.some(({ wait }) => wait !== null)) {
        throw new Error(`I5: ${id} waits for nothing`);
      }
      for (const path of process.tasks.keys()) {
        const task = taskOf(process, path);
        const called = this.#service.callsOf(`${id}${path}`);
        if (task?.wait?.kind === 'runtime' && called === 0)
          throw new Error(`I2: the effect of ${id}${path} never left`);
      }
    }
  }

  #outcome(): Outcome {
    const processes = processesOf(this.#kept).map(([id, process]) => {
      const tasks = [...process.tasks.keys()]
        .sort()
        .map((path) => JSON.parse(process.tasks.get(path) ?? 'null') as Json);
      return [id, { state: JSON.parse(process.state) as Json, tasks }] as const;
    });
    return {
      processes: Object.fromEntries(processes),
      events: this.#kept.events.map((event) => JSON.parse(event) as Json),
      called: this.#service.places,
      walks: this.#walks,
      stops: this.#stopCount,
    };
  }
}

/** An effect that lacks a secret, say, has failed before it left. */
function refused(error: unknown): EffectResult {
  if (error instanceof WorkflowError) return { ok: false, error: error.problem };
  throw error;
}
