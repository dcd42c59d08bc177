import type { Json } from '../shared/json.ts';
import type { Definition } from './definition/definition.ts';
import type { ErrorDefinition } from './tasks/raise.ts';
import { workflowDescriptor } from './descriptors.ts';
import { standardErrors, WorkflowError } from './errors.ts';
import type { Host } from './host.ts';
import type { InstanceWait, ProcessState, TaskInstance, TaskPath } from './process-state.ts';
import { runtime } from './runtime.ts';
import type { Instant } from '../shared/clock.ts';

/** More tasks than any process that people take part in; a loop that never ends stops here instead of filling the disk. */
export const mostInstances = 10_000;

/** One walk over a definition: what was recorded before it, what it changes, and when the next one is due. */
export class Walk {
  readonly host: Host;
  readonly errors: ReadonlyMap<string, ErrorDefinition>;
  /** `$workflow` and `$runtime`, the same for every expression of a process. */
  readonly variables: { readonly workflow: Json; readonly runtime: Json };
  readonly #recorded: ReadonlyMap<TaskPath, TaskInstance>;
  readonly #changed = new Map<TaskPath, TaskInstance>();
  #instances: number;
  #wakeAt: Instant | null = null;

  constructor(definition: Definition, process: ProcessState, host: Host) {
    this.host = host;
    this.errors = new Map(Object.entries(definition.use?.errors ?? {}));
    this.variables = { workflow: workflowDescriptor(definition, process), runtime };
    this.#recorded = process.tasks;
    this.#instances = process.tasks.size;
  }

  /** The instance as this walk found or left it. */
  at(path: TaskPath): TaskInstance | undefined {
    return this.#changed.get(path) ?? this.#recorded.get(path);
  }

  /** @throws WorkflowError (runtime) when this would be an instance too many */
  put(instance: TaskInstance): TaskInstance {
    if (this.at(instance.path) === undefined) {
      if (this.#instances >= mostInstances) throw tooMany(instance.path);
      this.#instances += 1;
    }
    this.#changed.set(instance.path, instance);
    return instance;
  }

  waitFor(wait: InstanceWait): void {
    const at = wait.kind === 'timer' ? wait.until : wait.deadline;
    if (at !== null && (this.#wakeAt === null || at < this.#wakeAt)) this.#wakeAt = at;
  }

  get wakeAt(): Instant | null {
    return this.#wakeAt;
  }

  /** In the order in which the walk came to them. */
  get changed(): readonly TaskInstance[] {
    return [...this.#changed.values()];
  }
}

function tooMany(path: TaskPath): WorkflowError {
  return new WorkflowError({
    ...standardErrors.runtime,
    detail: `A process has at most ${mostInstances} tasks. Does its flow go back without an end?`,
    instance: path,
  });
}
