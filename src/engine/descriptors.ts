import { timestamp, type Instant } from '../shared/clock.ts';
import type { Json } from '../shared/json.ts';
import type { Definition } from './definition/definition.ts';
import type { Task } from './definition/task-list.ts';
import type { ProcessState } from './process-state.ts';

/** What expressions see as `$workflow`: the input is the one before `input.from`. */
export function workflowDescriptor(definition: Definition, process: ProcessState): Json {
  return {
    id: process.id,
    // A definition is the JSON it was written as; its type only says more about it.
    definition: definition as unknown as Json,
    input: process.input,
    startedAt: dateTime(process.startedAt),
  };
}

/** What expressions see as `$task`: input and output are those before `input.from` and `output.as`. */
export function taskDescriptor(task: {
  readonly name: string;
  readonly path: string;
  readonly definition: Task;
  readonly rawInput: Json;
  readonly rawOutput?: Json | undefined;
  readonly startedAt: Instant;
}): Json {
  return {
    name: task.name,
    reference: task.path,
    definition: task.definition as unknown as Json,
    input: task.rawInput,
    ...(task.rawOutput === undefined ? {} : { output: task.rawOutput }),
    startedAt: dateTime(task.startedAt),
  };
}

function dateTime(at: Instant): Json {
  return { iso8601: timestamp(at), epoch: { seconds: Math.floor(at / 1000), milliseconds: at } };
}
