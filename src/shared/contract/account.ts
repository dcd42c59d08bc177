import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { procedure } from './base.ts';

/** What the engine has on its hands right now: exact counts, cheap enough to ask for after every change. */
export const EngineStatus = z.object({
  active: z.number().int(),
  waitingForPeople: z.number().int(),
  waitingForTimers: z.number().int(),
  ended: z.number().int(),
  resumeFailures: z.number().int(),
});
export type EngineStatus = z.infer<typeof EngineStatus>;

export const AccountInfo = z.object({
  hostId: z.uuid(),
  accountName: z.string(),
  userId: z.string(),
  userName: z.string(),
  /** Whether the caller may cancel, suspend, resume and retry processes, switch schedules and publish events. */
  mayOperate: z.boolean(),
  engine: EngineStatus,
});
export type AccountInfo = z.infer<typeof AccountInfo>;

/** Says that something changed and what to read again; carries no data, so that a reader can never show stale rows. */
export const Change = z.object({
  revision: z.number().int(),
  topics: z.array(z.enum(['human-tasks', 'processes', 'workflows'])),
  taskIds: z.array(z.uuid()),
  processIds: z.array(z.uuid()),
});
export type Change = z.infer<typeof Change>;

const accountInfo = procedure
  .route({ method: 'GET', path: '/account', summary: 'Who is signed in, and what the engine is doing' })
  .output(AccountInfo);

const changes = procedure
  .route({ method: 'GET', path: '/changes', summary: 'A stream of changes, from now on' })
  .output(eventIterator(Change));

export const account = { info: accountInfo, changes };
