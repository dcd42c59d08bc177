import { useEffect, useState } from 'react';
import { strings } from '../strings.ts';

/** Whole seconds until a moment, counted down; 0 once it has passed. */
export function useSecondsLeft(until: string): number {
  const end = Date.parse(until);
  const [now, setNow] = useState(() => Date.now());
  const isOver = end <= now;
  useEffect(() => {
    if (isOver) return;
    const interval = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(interval);
  }, [isOver]);
  return Math.max(0, Math.ceil((end - now) / 1_000));
}

/** `24 s`; for eyes only: read out every second it would drown everything else. */
export function SecondsLeft({ until }: { readonly until: string }) {
  return <span aria-hidden>{strings.queue.secondsLeft(useSecondsLeft(until))}</span>;
}
