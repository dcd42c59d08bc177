import { exactTime, longTime, shortTime } from './times.ts';
import { useNow } from './use-now.ts';

interface TimeTextProps {
  readonly at: string;
  readonly form?: 'short' | 'long';
}

/** A time in words; the exact one is its tooltip and its machine-readable value. */
export function TimeText({ at, form = 'long' }: TimeTextProps) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {form === 'short' ? shortTime(at, now) : longTime(at, now)}
    </time>
  );
}
