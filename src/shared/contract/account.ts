import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { Permission } from '../permissions.ts';
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
  /** As whom the caller acts. */
  userId: z.string(),
  userName: z.string(),
  permissions: z.array(Permission),
  /** Who is signed in: somebody else while an administrator acts as another user of this computer. */
  signedInUserId: z.string(),
  /** Whether the caller may change users, roles and permissions, and see what waits for others. */
  mayAdminister: z.boolean(),
  /** Whether the caller may cancel, suspend, resume and retry processes, switch schedules and publish events. */
  mayOperate: z.boolean(),
  engine: EngineStatus,
});
export type AccountInfo = z.infer<typeof AccountInfo>;

/** What somebody did to a task, for those who look at it: `by` is the user as whom it was done. */
export const TaskAction = z.object({
  kind: z.enum(['claimed', 'released', 'completed', 'reassigned', 'commented']),
  taskId: z.uuid(),
  title: z.string(),
  by: z.string(),
  byName: z.string(),
});
export type TaskAction = z.infer<typeof TaskAction>;

/** Says that something changed and what to read again; carries no data, so that a reader can never show stale rows. */
export const Change = z.object({
  revision: z.number().int(),
  topics: z.array(
    z.enum(['human-tasks', 'processes', 'workflows', 'people', 'drafts', 'discussions', 'files']),
  ),
  taskIds: z.array(z.uuid()),
  processIds: z.array(z.uuid()),
  /** Who did what, to be told to the others; empty for most changes. */
  actions: z.array(TaskAction),
});
export type Change = z.infer<typeof Change>;

const accountInfo = procedure
  .route({ method: 'GET', path: '/account', summary: 'Who is signed in, and what the engine is doing' })
  .output(AccountInfo);

const changes = procedure
  .route({ method: 'GET', path: '/changes', summary: 'A stream of changes, from now on' })
  .output(eventIterator(Change));

export const account = { info: accountInfo, changes };
