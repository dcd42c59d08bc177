import type { Socket } from 'node:net';

/** How bytes fare in one direction of a connection. */
export interface Way {
  /** How long each of them is under way. */
  readonly latencyMs?: number;
  readonly bytesPerSecond?: number;
  /**
   * After so many bytes: `cut` ends the connection in an orderly way, `reset` breaks it, `hang` carries nothing more in this
   * direction and leaves it open.
   */
  readonly stop?: { readonly at: number; readonly how: 'cut' | 'reset' | 'hang' };
  /** They wait until so many connections that came later have carried something this way, or so long: they are overtaken. */
  readonly behind?: { readonly connections: number; readonly atMostMs: number };
}

/** How much may be under way before the sender has to wait. */
const mostUnderWay = 1024 * 1024;
/** A slow line carries this much at a time. */
const slice = 1024;

/** Carries bytes from one socket to another. `reset` breaks the whole connection; before `opened` nothing gets through. */
export function relay(
  from: Socket,
  to: Socket,
  way: Way,
  reset: () => void,
  opened: Promise<void> | null = null,
): { hang(): void } {
  const { latencyMs = 0, bytesPerSecond = Infinity, stop } = way;
  const queue: { readonly bytes: Buffer; readonly at: number }[] = [];
  let underWay = 0;
  let passed = 0;
  let hasEnded = false;
  let isStopped = false;
  let isOpen = opened === null;
  let timer: NodeJS.Timeout | null = null;

  const halt = (how: 'cut' | 'reset' | 'hang') => {
    isStopped = true;
    if (how === 'reset') reset();
    if (how === 'cut') {
      from.destroy();
      to.end();
    }
  };
  const pass = (bytes: Buffer) => {
    const left = stop === undefined ? Infinity : stop.at - passed;
    const part = bytes.length > left ? bytes.subarray(0, left) : bytes;
    passed += part.length;
    underWay -= bytes.length;
    const isLast = stop !== undefined && passed >= stop.at;
    if (part.length === 0) return void (isLast && halt(stop.how));
    // What was let through arrives before the connection breaks.
    to.write(part, () => {
      if (isLast) halt(stop.how);
    });
    if (isLast) isStopped = true;
  };
  const drain = () => {
    timer = null;
    if (!isOpen) return;
    while (!isStopped) {
      const head = queue[0];
      if (head === undefined) break;
      const early = head.at - performance.now();
      if (early > 0) return void (timer = setTimeout(drain, early));
      queue.shift();
      if (bytesPerSecond === Infinity) {
        pass(head.bytes);
        continue;
      }
      const part = head.bytes.subarray(0, slice);
      if (part.length < head.bytes.length) {
        queue.unshift({ bytes: head.bytes.subarray(slice), at: head.at });
      }
      pass(part);
      return void (timer = setTimeout(drain, (part.length / bytesPerSecond) * 1000));
    }
    if (underWay < mostUnderWay) from.resume();
    if (hasEnded && queue.length === 0 && !isStopped) to.end();
  };
  const wake = () => {
    if (timer === null) drain();
  };

  void opened?.then(() => {
    isOpen = true;
    wake();
  });
  from.on('data', (bytes: Buffer) => {
    if (isStopped) return;
    underWay += bytes.length;
    queue.push({ bytes, at: performance.now() + latencyMs });
    if (underWay >= mostUnderWay) from.pause();
    wake();
  });
  from.on('end', () => {
    hasEnded = true;
    wake();
  });
  from.on('error', () => {
    if (!isStopped) reset();
  });
  from.on('close', () => {
    if (timer !== null) clearTimeout(timer);
    if (!isStopped && !hasEnded) to.destroy();
  });
  return {
    hang() {
      isStopped = true;
    },
  };
}
