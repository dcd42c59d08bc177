import { timestamp, Timestamp } from '../../shared/clock.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { CloudEvent } from '../cloud-event.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import { unwrap } from '../expression/syntax.ts';
import { fillTemplate } from '../uri-template.ts';
import { EmitTask } from './emit-definition.ts';
import type { TaskResult, TaskScope, TaskType } from './task-type.ts';

/** Publishes an event as soon as the walk is written. Its output is the event, with everything that was filled in. */
export const emitType: TaskType<EmitTask> = {
  kind: 'emit',
  schema: EmitTask,
  run: runEmit,
};

async function runEmit(task: EmitTask, scope: TaskScope): Promise<TaskResult> {
  const attributes: JsonObject = {};
  for (const [name, value] of Object.entries(task.emit.event.with)) {
    const evaluated = value === undefined ? null : await attribute(name, value, scope);
    // An attribute that is null is one that the event does not have; data may well be null.
    if (evaluated !== null || name === 'data') attributes[name] = evaluated;
  }
  const event = validEvent(
    {
      specversion: '1.0',
      // The same for this instance whenever it is walked: a receiver knows an event by its source and its id.
      id: `${await scope.text('${ $workflow.id }')}${scope.instance.path}`,
      time: timestamp(scope.now()),
      ...attributes,
    },
    scope.instance.path,
  );
  scope.emit(event);
  return { kind: 'output', output: event };
}

async function attribute(name: string, value: Json, scope: TaskScope): Promise<Json> {
  const isAddress = name === 'source' || name === 'dataschema';
  if (!isAddress || typeof value !== 'string' || unwrap(value) !== null) return scope.data(value);
  return fillTemplate(value, scope.instance.input);
}

/** @throws WorkflowError (validation) when expressions gave what no event can have */
function validEvent(attributes: JsonObject, instance: string): CloudEvent {
  const parsed = CloudEvent.safeParse(attributes);
  const [issue] = parsed.success ? [] : parsed.error.issues;
  if (issue !== undefined) throw invalid(`${issue.path.join('.')}: ${issue.message}`, instance);
  const event = parsed.data as CloudEvent;
  if (!Timestamp.safeParse(event.time).success)
    throw invalid('time: Must be an RFC 3339 date and time.', instance);
  return event;
}

function invalid(why: string, instance: string): WorkflowError {
  return new WorkflowError({
    ...standardErrors.validation,
    detail: `What is emitted is no event: ${why}`,
    instance,
  });
}
