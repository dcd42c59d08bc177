import type { Instant } from '../shared/clock.ts';
import type { Json } from '../shared/json.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { Definition } from './definition/definition.ts';
import type { Use } from './definition/use.ts';
import { workflowDescriptor } from './descriptors.ts';
import { standardErrors, WorkflowError } from './errors.ts';
import type { Host, Variables } from './host.ts';
import { mostInstances, mostPerWalk } from './limits.ts';
import type {
  CancelReason,
  ChildStart,
  InstanceWait,
  ListPosition,
  ProcessState,
  TaskInstance,
  TaskPath,
} from './process-state.ts';
import { runtime } from './runtime.ts';
import { isLive } from './task-records.ts';

/** One walk over a definition: what was recorded before it, what it changes, and when the next one is due. */
export class Walk {
  readonly host: Host;
  readonly use: Use;
  readonly dsl: string;
  readonly processId: string;
  /**
   * `$workflow`, `$runtime`, `$secrets` and `$authorization`, the same for every expression of a process. Some runtimes say
   * `$secret`, and so do files written for them.
   */
  readonly variables: Variables;
  readonly events: CloudEvent[] = [];
  readonly children: ChildStart[] = [];
  /** By the path of the list. */
  readonly lists: Map<string, ListPosition>;
  eventsFrom: number;
  readonly #recorded: ProcessState['tasks'];
  readonly #changed = new Map<TaskPath, TaskInstance>();
  readonly #horizon: Instant;
  #live: Set<TaskPath> | null = null;
  #instances: number;
  #begun = 0;
  #paused = false;
  #wakeAt: Instant | null = null;

  constructor(definition: Definition, process: ProcessState, host: Host) {
    this.host = host;
    this.use = definition.use ?? {};
    this.dsl = definition.document.dsl;
    this.processId = process.id;
    const secrets = secretsOf(this.use, host);
    this.variables = {
      workflow: workflowDescriptor(definition, process),
      runtime,
      secrets,
      secret: secrets,
      authorization: host.authorization,
    };
    this.eventsFrom = process.eventsFrom;
    this.lists = new Map(Object.entries(process.lists));
    this.#recorded = process.tasks;
    this.#instances = process.tasks.size;
    const now = host.clock.now();
    this.#horizon = process.wakeAt !== null && process.wakeAt < now ? process.wakeAt : now;
  }

  /** The instance as this walk found or left it. */
  at(path: TaskPath): TaskInstance | undefined {
    return this.#changed.get(path) ?? this.#recorded.get(path);
  }

  /** @throws WorkflowError (runtime) when this would be an instance too many */
  put(instance: TaskInstance): TaskInstance {
    if (this.at(instance.path) === undefined) {
      if (this.isFull) throw tooMany(instance.path);
      this.#instances += 1;
      this.#begun += 1;
    }
    this.#changed.set(instance.path, instance);
    if (isLive(instance)) this.#live?.add(instance.path);
    else {
      this.#live?.delete(instance.path);
      this.#forgetListsOf(instance.path);
    }
    return instance;
  }

  /** Whether the process has as many tasks as one may have. */
  get isFull(): boolean {
    return this.#instances >= mostInstances;
  }

  /**
   * Whether this walk has begun as many tasks as one transaction should hold. What would begin now waits for the next walk,
   * which is due at once.
   */
  pausesHere(): boolean {
    this.#paused ||= this.#begun >= mostPerWalk;
    return this.#paused;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /**
   * Whether an instant has come. The machine may have slept through several: each walk stands at the earliest of them, so that
   * they take effect in their order.
   */
  isDue(at: Instant): boolean {
    return at <= this.#horizon;
  }

  wakeBy(at: Instant | null): void {
    if (at !== null && (this.#wakeAt === null || at < this.#wakeAt)) this.#wakeAt = at;
  }

  waitFor(wait: InstanceWait): void {
    if (wait.kind === 'timer' || wait.kind === 'retry') this.wakeBy(wait.until);
    if (wait.kind === 'approval') this.wakeBy(wait.deadline);
  }

  /**
   * Ends everything live whose path begins so and goes on with another segment or another visit; with an empty path, everything.
   */
  cancelBelow(path: TaskPath, reason: CancelReason): void {
    for (const live of this.#livePaths()) {
      const instance = isBelow(live, path) ? this.at(live) : undefined;
      if (instance === undefined) continue;
      this.put({ ...instance, status: 'cancelled', endedAt: this.host.clock.now(), wait: null, reason });
    }
  }

  get wakeAt(): Instant | null {
    return this.#wakeAt;
  }

  /** A child whose task has failed or was cancelled in this very walk is not started at all. */
  get startedChildren(): readonly ChildStart[] {
    return this.children.filter(({ awaited, path }) => !awaited || this.at(path)?.status === 'waiting');
  }

  /** In the order in which the walk came to them. */
  get changed(): readonly TaskInstance[] {
    return [...this.#changed.values()];
  }

  #forgetListsOf(path: TaskPath): void {
    for (const list of this.lists.keys()) if (isBelow(list, path)) this.lists.delete(list);
  }

  #livePaths(): Set<TaskPath> {
    if (this.#live !== null) return this.#live;
    const live = new Set<TaskPath>();
    for (const { path } of this.#recorded.live()) live.add(path);
    for (const instance of this.#changed.values()) {
      if (isLive(instance)) live.add(instance.path);
      else live.delete(instance.path);
    }
    this.#live = live;
    return live;
  }
}

function isBelow(path: TaskPath, ancestor: string): boolean {
  return path.startsWith(ancestor) && (path[ancestor.length] === '/' || path[ancestor.length] === '#');
}

function secretsOf(use: Use, host: Host): Json {
  const known = (use.secrets ?? []).flatMap((name) => {
    const value = host.secret(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(known);
}

function tooMany(path: TaskPath): WorkflowError {
  return new WorkflowError({
    ...standardErrors.runtime,
    detail: `A process has at most ${mostInstances} tasks. Does its flow go back without an end?`,
    instance: path,
  });
}
