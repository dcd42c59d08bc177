import type { HumanTaskRow } from '../../../shared/contract/human-tasks.ts';
import { strings } from '../../strings.ts';
import { clockTime, daysBetween, shortTime, span } from '../../ui/times.ts';

export interface RowTime {
  readonly at: string;
  readonly text: string;
  /** What the time is, for its tooltip. */
  readonly meaning: string;
  readonly urgent: boolean;
}

type TimedRow = Pick<HumanTaskRow, 'assignedTs' | 'deadlineTs' | 'completedTs' | 'answerLabel'>;

/** The one time that matters about a row: when it was decided, else when it is due, else how long it has been waiting. */
export function rowTime(row: TimedRow, now: number, locale?: string): RowTime {
  if (row.completedTs !== null && row.answerLabel !== null) {
    return {
      at: row.completedTs,
      text: shortTime(row.completedTs, now, locale),
      meaning: strings.answer.done,
      urgent: false,
    };
  }
  return row.deadlineTs === null ? waiting(row.assignedTs, now) : due(row.deadlineTs, now, locale);
}

function waiting(at: string, now: number): RowTime {
  return { at, text: span(Date.parse(at), now), meaning: strings.row.waiting, urgent: false };
}

function due(at: string, now: number, locale?: string): RowTime {
  const deadline = Date.parse(at);
  if (deadline < now) {
    return { at, text: strings.row.overdueBy(span(deadline, now)), meaning: strings.row.due, urgent: true };
  }
  const today = daysBetween(now, deadline) === 0;
  return {
    at,
    text: today ? strings.row.dueAt(clockTime(at, locale)) : shortTime(at, now, locale),
    meaning: strings.row.due,
    urgent: today,
  };
}
