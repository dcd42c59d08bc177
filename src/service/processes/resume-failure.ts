import { CountersignError } from '../../shared/errors.ts';

const firstRetryMs = 1_000;
const longestRetryMs = 5 * 60_000;

/** How long after a failed walk the next one is tried, in milliseconds. @param attempts that have failed before this one */
export function retryPause(attempts: number): number {
  return Math.min(firstRetryMs * 2 ** attempts, longestRetryMs);
}

/** For the process page. A definition that an older version accepted says where this one stumbles. */
export function failureInWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const problem = error instanceof CountersignError ? error.details.problems?.[0] : undefined;
  return problem === undefined ? error.message : `${error.message}: ${problem.path} ${problem.message}`;
}
