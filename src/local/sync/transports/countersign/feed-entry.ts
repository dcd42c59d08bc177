import { z } from 'zod';
import { FeedEntry, FeedPage } from '../../../../shared/contract/sync.ts';
import type { ToldEntry } from '../transport.ts';

// Where an entry stands and whose it is has to be understood, or the feed is none. What the task says may be of a newer server:
// then it alone cannot be shown, and everything else goes on.

const Task = FeedEntry.shape.task;
const Envelope = FeedEntry.extend({ task: z.looseObject({}).nullable() });

export const ToldEntrySchema = Envelope.transform((entry): ToldEntry => {
  const task = Task.safeParse(entry.task);
  return task.success
    ? { ...entry, task: task.data, unreadable: false }
    : { ...entry, task: null, unreadable: true };
});

export const ToldPage = FeedPage.extend({ entries: z.array(ToldEntrySchema) });
export type ToldPage = z.infer<typeof ToldPage>;
