import { setTimeout as pause } from 'node:timers/promises';

const lookEvery = 15;

/** Looks until it is so: for what nobody can be asked to tell. @throws Error with `what` after `within` milliseconds */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  within = 15_000,
): Promise<void> {
  const late = AbortSignal.timeout(within);
  while (!(await isSo())) {
    if (late.aborted) throw new Error(`Not so within ${within} ms: ${what}`);
    await pause(lookEvery);
  }
}
