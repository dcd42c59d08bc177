import type { Definition } from '../../engine/definition/definition.ts';
import type { Duration } from '../../engine/definition/duration.ts';
import { eventTypesOf } from '../../engine/tasks/event-filter-plan.ts';
import { timestampOrNull } from '../../shared/clock.ts';
import type { WorkflowSchedule } from '../../shared/contract/workflows.ts';
import type { ScheduleRow } from './schedule-row.ts';

type Schedule = NonNullable<Definition['schedule']>;

/** What starts processes of a workflow by itself, in words. */
export function describeSchedule(schedule: Schedule, { nextAt, enabled }: ScheduleRow): WorkflowSchedule {
  const { every, cron, after, on } = schedule;
  const kind =
    every !== undefined ? 'every' : cron !== undefined ? 'cron' : after !== undefined ? 'after' : 'on';
  const parts = [
    every === undefined ? [] : [`every ${inWords(every)}`],
    cron === undefined ? [] : [`by the clock: ${cron}`],
    after === undefined ? [] : [`${inWords(after)} after each run`],
    on === undefined ? [] : [`on ${eventTypesOf(on)?.join(', ') ?? 'events'}`],
  ];
  return { kind, expression: parts.flat().join(' and '), nextRunTs: timestampOrNull(nextAt), enabled };
}

/** `15 minutes`, `1 day 2 hours`; a duration that is written in another way stays as it is. */
function inWords(duration: Duration): string {
  if (typeof duration !== 'string') {
    return Object.entries(duration)
      .filter(([, count]) => count !== undefined && count !== 0)
      .map(([unit, count]) => counted(Number(count), unit))
      .join(' ');
  }
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
    duration,
  );
  if (parts === null) return duration;
  const units = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'];
  return units
    .flatMap((unit, index) => {
      const count = parts[index + 1];
      return count === undefined ? [] : [counted(Number(count), unit)];
    })
    .join(' ');
}

function counted(count: number, unit: string): string {
  return `${count} ${count === 1 ? unit.replace(/s$/, '') : unit}`;
}
