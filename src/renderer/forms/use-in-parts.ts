import { startTransition, useEffect, useState } from 'react';

/** More fields than a window shows at once. */
export const firstPart = 24;
const nextPart = 60;

/** How many of many are drawn: at once what can be seen, the rest in parts between which the window answers. */
export function useInParts(total: number): number {
  const [drawn, setDrawn] = useState(firstPart);
  const isAll = drawn >= total;
  useEffect(() => {
    if (isAll) return undefined;
    const next = requestAnimationFrame(() => startTransition(() => setDrawn(drawn + nextPart)));
    return () => cancelAnimationFrame(next);
  }, [isAll, drawn]);
  return isAll ? total : drawn;
}
