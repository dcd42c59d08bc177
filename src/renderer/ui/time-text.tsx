import { assertNever } from '../../shared/assert-never.ts';
import { distance, exactTime, longTime, shortTime } from './times.ts';
import { useNow } from './use-now.ts';

interface TimeTextProps {
  readonly at: string;
  readonly form?: 'short' | 'long' | 'distance';
}

/** A time in words; the exact one is its tooltip and its machine-readable value. */
export function TimeText({ at, form = 'long' }: TimeTextProps) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {inWords(at, now, form)}
    </time>
  );
}

function inWords(at: string, now: number, form: NonNullable<TimeTextProps['form']>): string {
  switch (form) {
    case 'short':
      return shortTime(at, now);
    case 'long':
      return longTime(at, now);
    case 'distance':
      return distance(at, now);
    default:
      return assertNever(form);
  }
}
