import type { Clock } from '../shared/clock.ts';
import type { Json } from '../shared/json.ts';

/** The variables an expression may name, without the `$`. Only the ones it does name are passed to it. */
export type Variables = Readonly<Record<string, Json>>;

/**
 * Evaluates jq. Exactly one result is a value; none, several, an error or a run that takes too long is an ExpressionError.
 * Answers of people reach an expression as data (input or variables), never as its text.
 */
export interface Expressions {
  evaluate(expression: string, input: Json, variables: Variables): Promise<Json>;
}

/**
 * All that the interpreter needs from outside; it has no I/O of its own. The state of a process comes in as an argument of
 * `advance` and what changed goes out as its result, so a host is: load, advance, write in one transaction.
 */
export interface Host {
  readonly clock: Clock;
  readonly expressions: Expressions;
}
