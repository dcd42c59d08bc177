import type { CloudEvent, ReceivedEvent } from '../../../src/engine/cloud-event.ts';
import type { ProcessState, TaskInstance, TaskPath } from '../../../src/engine/process-state.ts';
import { isLive } from '../../../src/engine/task-records.ts';
import type { RandomDefinitions } from '../random-definition.ts';

/** All of this survives a stop. Texts, so that nothing but JSON does. */
export interface Kept {
  readonly processes: Map<string, KeptProcess>;
  events: string[];
  /** How many of the script's choices have been made. */
  chosen: number;
  now: number;
  commits: number;
}

export interface KeptProcess {
  readonly workflow: keyof RandomDefinitions;
  state: string;
  readonly tasks: Map<TaskPath, string>;
  readonly parent: { readonly id: string; readonly path: TaskPath } | null;
  due: boolean;
}

export type StoredState = Omit<ProcessState, 'tasks'>;

/** In an order that does not depend on how they came to be. */
export function processesOf({ processes }: Kept): [string, KeptProcess][] {
  return [...processes].sort(([left], [right]) => (left < right ? -1 : 1));
}

export function eventsOf({ events }: Kept): ReceivedEvent[] {
  return events.map((event, index) => ({ position: index + 1, event: JSON.parse(event) as CloudEvent }));
}

export function stateOf({ state }: KeptProcess): StoredState {
  const { output, ...rest } = JSON.parse(state) as StoredState;
  const { begun } = rest;
  return { ...rest, output, begun: begun === null ? null : { ...begun, input: begun.input } };
}

export function taskOf({ tasks }: KeptProcess, path: TaskPath): TaskInstance | undefined {
  const kept = tasks.get(path);
  if (kept === undefined) return undefined;
  const task = JSON.parse(kept) as TaskInstance;
  // A store gives every column back, those that hold nothing too.
  const { output, context, plan, progress, seen } = task;
  return { ...task, output, context, plan, progress, seen };
}

export function liveTasks(process: KeptProcess): TaskInstance[] {
  return [...process.tasks.keys()].sort().flatMap((path) => liveOnly(taskOf(process, path)));
}

export function liveOnly(task: TaskInstance | undefined): TaskInstance[] {
  return task !== undefined && isLive(task) ? [task] : [];
}

export function text(value: unknown): string {
  return JSON.stringify(value);
}
