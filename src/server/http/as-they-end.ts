import type { Timers } from '../../shared/clock.ts';

/** After so long without an outcome an empty line says that the server is still at it. */
const longestSilenceMs = 10_000;

/** Each outcome as a line of JSON as soon as it is there; those that end together in one piece. None of them may fail. */
export async function* asTheyEnd(
  outcomes: readonly Promise<object>[],
  timers: Timers,
): AsyncGenerator<string, void, void> {
  let ready: string[] = [];
  let left = outcomes.length;
  let wake = (): void => {};
  for (const outcome of outcomes) {
    void outcome.then((one) => {
      left -= 1;
      ready.push(`${JSON.stringify(one)}\n`);
      wake();
    });
  }
  while (left > 0 || ready.length > 0) {
    if (ready.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = timers.after(longestSilenceMs, resolve);
        wake = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
    const lines = ready.join('');
    ready = [];
    yield lines === '' ? '\n' : lines;
  }
}
