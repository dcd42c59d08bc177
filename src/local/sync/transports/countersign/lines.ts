import type { Timers } from '../../../../shared/clock.ts';
import { connectionFailure } from '../failures.ts';

/** In characters, of one line that has not ended. */
const longestLine = 16 * 1024 * 1024;

/**
 * The lines of an answer, each as soon as it is there. One that is cut short is none.
 * @param silenceMs for so long nothing may come
 * @throws TransportError
 */
export async function* linesOf(
  { timers }: { readonly timers: Timers },
  signal: AbortSignal,
  send: (signal: AbortSignal) => Promise<Response>,
  silenceMs: number,
): AsyncGenerator<string, void, void> {
  const silent = new AbortController();
  const begin = () =>
    timers.after(silenceMs, () => silent.abort(new Error(`Nothing came within ${silenceMs} ms`)));
  let timer = begin();
  try {
    const response = await send(AbortSignal.any([signal, silent.signal]));
    const decoder = new TextDecoder();
    let unfinished = '';
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      timer.cancel();
      timer = begin();
      const lines = (unfinished + decoder.decode(piece, { stream: true })).split('\n');
      unfinished = lines.pop() ?? '';
      if (unfinished.length > longestLine) throw new Error(`A line is longer than ${longestLine} characters`);
      yield* lines;
    }
  } catch (error) {
    throw connectionFailure(error);
  } finally {
    timer.cancel();
    // Whoever stops reading lets go of the connection too.
    silent.abort();
  }
}
