import type { Json } from '../../../src/shared/json.ts';
import type { StubAnswer, StubHandler } from '../stubs/stub-service.ts';

/** One run of a published example: what it is given, and what has to come of it. */
export interface ExampleRun {
  /** The file without `.yaml`. */
  readonly example: string;
  /** What is special about this run, where an example has several. */
  readonly case?: string;
  readonly input?: Json;
  readonly secrets?: Readonly<Record<string, Json>>;
  readonly shellAllowed?: true;
  /** A workflow that the example runs: its namespace, name, version and everything below its document. */
  readonly with?: { readonly name: string; readonly version: string; readonly body: string };
  /** Answers by origin, and there by method and path. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, StubAnswer>>>>;
  readonly handlers?: Readonly<Record<string, StubHandler>>;
  /** Published one after the other. The first starts an example that has a schedule for events. */
  readonly events?: readonly Record<string, Json>[];
  /** In seconds, after the events. */
  readonly passes?: number;
  readonly gives: Outcome;
  /** What a service was asked last. */
  readonly asked?: {
    readonly origin: string;
    readonly method: string;
    readonly url: string;
    readonly body?: Json;
  };
}

/** `output` and `error` may hold matchers. */
export type Outcome =
  | { readonly status: 'completed'; readonly output: unknown }
  | { readonly status: 'faulted'; readonly error: object }
  | { readonly status: 'waiting'; readonly task: string };

export const petstore = 'https://petstore.swagger.io';
export const perdita = { id: 69, name: 'Perdita', status: 'pending' };
export const milou = { id: 1, name: 'Milou', status: 'available' };

export function completes(output: unknown): Outcome {
  return { status: 'completed', output };
}
