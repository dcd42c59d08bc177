import { timestamp, type Instant } from '../shared/clock.ts';
import type { Json, JsonObject } from '../shared/json.ts';
import { isJsonObject } from '../shared/json-object.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { Document } from './definition/definition.ts';
import type { Advance, ProcessState, TaskInstance } from './process-state.ts';

const prefix = 'io.serverlessworkflow.';

/** The process that the events are about. */
export interface LifecycleSubject {
  readonly id: string;
  readonly startedAt: Instant;
  readonly document: Pick<Document, 'namespace' | 'name' | 'version'>;
}

export interface LifecycleContext {
  readonly now: Instant;
  /** `source` of the events: a URI of this engine. */
  readonly source: string;
}

/**
 * Whether somebody who listens to these types may get lifecycle events. Where this is false for everybody, none has to be made.
 * @param types null: every type
 */
export function mentionsLifecycle(types: readonly string[] | null): boolean {
  return types === null || types.some((type) => type.startsWith(prefix));
}

/**
 * What a walk did to a process and its tasks as the events of the language's "Lifecycle events", in the order in which it
 * happened. The optional `status-changed` events, which would say the same again, are not made. The same walk gives the same ids, so that one that is published twice is known as one. To be called before the
 * advance is written: what was recorded before is compared with it.
 */
export function lifecycleEvents(
  subject: LifecycleSubject,
  before: ProcessState,
  advance: Advance,
  context: LifecycleContext,
): CloudEvent[] {
  const make = eventsOf(subject, context);
  const began = before.begun === null && advance.status !== 'cancelled';
  return [
    ...(began ? [started(make, subject)] : []),
    ...advance.changed.flatMap((instance) =>
      taskEvents(make, before.tasks.get(instance.path), instance, context.now),
    ),
    ...processEnd(make, advance, context.now),
  ];
}

/** That a person halted a process or let it go on, with every task of it that has not ended. */
export function suspensionEvents(
  what: 'suspended' | 'resumed',
  subject: LifecycleSubject,
  live: Iterable<TaskInstance>,
  context: LifecycleContext,
): CloudEvent[] {
  const make = eventsOf(subject, context);
  const at = { [`${what}At`]: timestamp(context.now) };
  const moment = `${what}@${context.now}`;
  const events = [make.workflow(what, at, moment)];
  for (const instance of live) events.push(make.task(instance, what, at, moment));
  return events;
}

interface Make {
  workflow(verb: string, data: JsonObject, moment?: string): CloudEvent;
  task(instance: TaskInstance, verb: string, data: JsonObject, moment?: string): CloudEvent;
}

function eventsOf({ id, document }: LifecycleSubject, { now, source }: LifecycleContext): Make {
  const { name, namespace } = document;
  const qualified = `${name}-${id}.${namespace}`;
  const event = (type: string, moment: string, data: JsonObject): CloudEvent => ({
    specversion: '1.0',
    id: `${id}${moment}`,
    source,
    type: `${prefix}${type}.v1`,
    subject: id,
    time: timestamp(now),
    datacontenttype: 'application/json',
    data,
  });
  return {
    workflow: (verb, data, moment = verb) =>
      event(`workflow.${verb}`, `#${moment}`, { name: qualified, ...data }),
    task: ({ path }, verb, data, moment = verb) =>
      event(`task.${verb}`, `${path}#${moment}`, { workflow: qualified, task: path, ...data }),
  };
}

function started(make: Make, { startedAt, document }: LifecycleSubject): CloudEvent {
  const { name, namespace, version } = document;
  return make.workflow('started', {
    definition: { name, namespace, version },
    startedAt: timestamp(startedAt),
  });
}

function taskEvents(
  make: Make,
  before: TaskInstance | undefined,
  instance: TaskInstance,
  now: Instant,
): CloudEvent[] {
  const events: CloudEvent[] = [];
  const began = timestamp(instance.startedAt);
  if (before === undefined) {
    events.push(make.task(instance, 'created', { createdAt: began }));
    // One whose `if` was false never starts; the language has no event for that.
    if (instance.status !== 'skipped') events.push(make.task(instance, 'started', { startedAt: began }));
  }
  const attempt = before === undefined ? null : retriedAttempt(before, instance);
  if (attempt !== null) {
    events.push(make.task(instance, 'retried', { retriedAt: timestamp(now) }, `retried@${attempt}`));
  }
  if (instance.wait?.kind === 'event' && before?.wait?.kind !== 'event') {
    events.push(correlation(make, instance, 'started', { startedAt: timestamp(instance.wait.since) }));
  }
  return before === undefined || before.endedAt === null ? [...events, ...taskEnd(make, instance)] : events;
}

function taskEnd(make: Make, instance: TaskInstance): CloudEvent[] {
  const { status, endedAt, error, output, kind } = instance;
  if (endedAt === null) return [];
  const at = timestamp(endedAt);
  switch (status) {
    case 'completed':
      return [
        ...(kind === 'listen'
          ? [correlation(make, instance, 'completed', { completedAt: at, ...keysOf(instance) })]
          : []),
        make.task(instance, 'completed', { completedAt: at, ...(output === undefined ? {} : { output }) }),
      ];
    case 'faulted':
      return [
        make.task(instance, 'faulted', {
          faultedAt: at,
          ...(error === null ? {} : { error: { ...error } as Json }),
        }),
      ];
    case 'cancelled':
      return [make.task(instance, 'cancelled', { cancelledAt: at })];
    case 'skipped':
    case 'active':
    case 'waiting':
      return [];
  }
}

/** A process correlates events where one of its tasks listens; there may be several at a time, told apart by their ids. */
function correlation(
  make: Make,
  { path }: TaskInstance,
  verb: 'started' | 'completed',
  data: JsonObject,
): CloudEvent {
  return make.workflow(`correlation-${verb}`, data, `correlation-${verb}${path}`);
}

function keysOf({ progress }: TaskInstance): JsonObject {
  const gathered = isJsonObject(progress) ? progress['gathered'] : undefined;
  const keys = isJsonObject(gathered) ? gathered['keys'] : undefined;
  return isJsonObject(keys) && Object.keys(keys).length > 0 ? { correlationKeys: keys } : {};
}

/** The attempt that it waited for and that has begun since, whatever came of it; null: none. */
function retriedAttempt(before: TaskInstance, instance: TaskInstance): number | null {
  if (before.wait?.kind !== 'retry') return null;
  const was = attemptOf(before);
  const is = attemptOf(instance);
  return is.phase !== was.phase || is.attempt !== was.attempt ? before.wait.attempt : null;
}

function attemptOf({ progress }: TaskInstance): { phase: Json | undefined; attempt: Json | undefined } {
  return isJsonObject(progress)
    ? { phase: progress['phase'], attempt: progress['attempt'] }
    : { phase: undefined, attempt: undefined };
}

function processEnd(make: Make, { status, output, error }: Advance, now: Instant): CloudEvent[] {
  const at = timestamp(now);
  switch (status) {
    case 'completed':
      return [make.workflow('completed', { completedAt: at, ...(output === undefined ? {} : { output }) })];
    case 'faulted':
      return [
        make.workflow('faulted', {
          faultedAt: at,
          ...(error === null ? {} : { error: { ...error } as Json }),
        }),
      ];
    case 'cancelled':
      return [make.workflow('cancelled', { cancelledAt: at })];
    case 'active':
    case 'waiting':
      return [];
  }
}
