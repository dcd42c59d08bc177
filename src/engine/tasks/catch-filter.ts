import type { Json } from '../../shared/json.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';
import { isTrue } from './switch.ts';
import type { TaskScope } from './task-type.ts';
import type { TryTask } from './try-definition.ts';

/**
 * Whether a try takes an error: every field of `errors.with` is the error's own, `when` holds and `exceptWhen` does not. Both see
 * the error as `.`, as in other runtimes, and under its name.
 */
export async function catches(task: TryTask, scope: TaskScope, error: ProblemDetails): Promise<boolean> {
  const { errors, as = 'error', when, exceptWhen } = task.catch;
  const thrown = { ...error } as Json;
  const on = { input: thrown, variables: { [as]: thrown } };
  for (const [field, wanted] of Object.entries(errors?.with ?? {})) {
    if (wanted === undefined) continue;
    if (!matches(field, await scope.data(wanted, on), error)) return false;
  }
  if (when !== undefined && !isTrue(await scope.expression(when, on))) return false;
  return exceptWhen === undefined || !isTrue(await scope.expression(exceptWhen, on));
}

function matches(field: string, wanted: Json, error: ProblemDetails): boolean {
  if (field === 'type') return typeof wanted === 'string' && sameErrorType(wanted, error.type);
  // The reference says `details` where problem details (RFC 9457) say `detail`.
  const key = field === 'details' ? 'detail' : field;
  return (error as Record<string, Json | undefined>)[key] === wanted;
}

/**
 * The standard types have been published under several addresses (`…/spec/1.0.0/errors/timeout`,
 * `…/dsl/errors/types/timeout`); what names the error is the last segment.
 */
export function sameErrorType(left: string, right: string): boolean {
  return left === right || (standardName(left) !== null && standardName(left) === standardName(right));
}

function standardName(type: string): string | null {
  return (
    /^https?:\/\/(?:www\.)?(?:open-?workflow|serverlessworkflow)\.(?:io|org|dev)\/(?:[^?#]*\/)?errors\/(?:types\/)?([\w-]+)\/?$/.exec(
      type,
    )?.[1] ?? null
  );
}
