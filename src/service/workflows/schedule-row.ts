import type { Instant } from '../../shared/clock.ts';

/** What starts processes of a workflow by itself: one for each workflow name, its newest version's. */
export interface ScheduleRow {
  readonly namespace: string;
  readonly name: string;
  readonly workflowId: string;
  readonly enabled: boolean;
  /** When it is due by the clock; null: an event or the end of a run decides, or it is switched off. */
  readonly nextAt: Instant | null;
  /** Events up to here were looked at. */
  readonly eventsFrom: number;
  /** Events that wait for others, as JSON of the engine's. */
  readonly progress: string | null;
}
