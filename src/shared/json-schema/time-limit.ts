import { createContext, Script } from 'node:vm';

type JobContext = { job?: () => void };

/** Holds nothing but the job: it is here for its time limit, not as a sandbox. Made with the first job. */
let runner: { readonly script: Script; readonly context: JobContext } | null = null;

/** What `limited` throws; nothing of the job goes on, and its `finally` blocks have not run. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/**
 * Runs a synchronous job and ends it when it has taken too long, wherever it is: in a regular expression that backtracks
 * without end, too. Costs about 0.07 ms.
 * @throws TimeLimitError, or what the job throws
 */
export function limited<Value>(milliseconds: number, job: () => Value): Value {
  const results: Value[] = [];
  runner ??= { script: new Script('job()'), context: createContext(Object.create(null) as JobContext) };
  const { script, context } = runner;
  const outer = context.job;
  context.job = () => {
    results.push(job());
  };
  try {
    script.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    if (isTimeout(error)) throw new TimeLimitError(`Took longer than ${milliseconds} ms.`);
    throw error;
  } finally {
    if (outer === undefined) delete context.job;
    else context.job = outer;
  }
  return results[0] as Value;
}

/** It comes from the other context, where `Error` is another one. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
