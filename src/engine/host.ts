import type { Clock } from '../shared/clock.ts';
import type { Json } from '../shared/json.ts';
import type { ReceivedEvent } from './cloud-event.ts';

/** The variables an expression may name, without the `$`. Only the ones it does name are passed to it. */
export type Variables = Readonly<Record<string, Json>>;

/**
 * Evaluates jq. Exactly one result is a value; none, several, an error or a run that takes too long is an ExpressionError.
 * Answers of people reach an expression as data (input or variables), never as its text.
 */
export interface Expressions {
  evaluate(expression: string, input: Json, variables: Variables): Promise<Json>;
}

/** One thing that is wrong with data, at its JSON pointer (`` for the whole of it). */
export interface SchemaProblem {
  readonly pointer: string;
  readonly message: string;
}

/** Validates data against JSON Schema (2020-12 or draft-07 by its `$schema`). */
export interface Schemas {
  /** @returns what is wrong, at most a handful; none: it fits. @throws SchemaError for a schema that is none */
  problems(schema: Json, data: Json): readonly SchemaProblem[];
}

/** The name of a workflow as a definition writes it; `latest` stands for the newest version. */
export interface WorkflowName {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
}

/**
 * All that the interpreter needs from outside; it has no I/O of its own. The state of a process comes in as an argument of
 * `advance` and what changed goes out as its result, so a host is: load, advance, write in one transaction.
 */
export interface Host {
  readonly clock: Clock;
  readonly expressions: Expressions;
  readonly schemas: Schemas;
  /** At least 0 and below 1. What comes of it is recorded. */
  random(): number;
  /** The id of a stored workflow that is about to be run, or null. @throws WorkflowError (runtime) when too many are. */
  findWorkflow(name: WorkflowName): string | null;
  /** The events after a position, oldest first, at most a few hundred. `types` null: of every type. */
  eventsAfter(position: number, types: readonly string[] | null): readonly ReceivedEvent[];
  /** The value of a secret that a definition names under `use.secrets`, or undefined. */
  secret(name: string): Json | undefined;
  /** Who the process acts for, as `$authorization`: `{scheme, parameter}` where there is one. */
  readonly authorization: Json;
  /** Called between tasks: a promise when something else should have its turn first. */
  breathe(): Promise<void> | null;
}
