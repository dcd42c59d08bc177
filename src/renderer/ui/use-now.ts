import { useEffect, useState } from 'react';

const tick = 30_000;

/** The current time, renewed twice a minute: enough for "5 min" and for midnight. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const interval = setInterval(() => setNow(Date.now()), tick);
    return () => clearInterval(interval);
  }, []);
  return now;
}
