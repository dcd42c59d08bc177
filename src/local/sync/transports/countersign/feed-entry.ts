import { z } from 'zod';
import { FeedEntry } from '../../../../shared/contract/sync.ts';
import { isJsonObject } from '../../../../shared/json-object.ts';
import type { Json, JsonObject } from '../../../../shared/json.ts';
import type { ToldEntry } from '../transport.ts';

// Where an entry stands and whose it is has to be understood, or the feed is none. What the task says may be of a newer server:
// then it alone cannot be shown, and everything else goes on.

const HumanTask = FeedEntry.shape.task.unwrap();
/** What was read from JSON is JSON already, however much of it there is. */
const Given = z.custom<Json>((value) => value !== undefined);
const Task = HumanTask.extend({
  contextSummary: z.custom<JsonObject>((value) => isJsonObject(value as Json)),
  context: Given,
  processInput: Given,
  previousTasks: z.array(HumanTask.shape.previousTasks.element.extend({ output: Given })),
}).nullable();
const Place = FeedEntry.omit({ task: true });
const Something = z.custom<object | null>((task) => typeof task === 'object' && !Array.isArray(task));

/** @throws ZodError where it is no entry at all */
export function readEntry(given: unknown): ToldEntry {
  const { task } = Whole.parse(given);
  return toldEntry(Place.parse(given), task);
}

/** The same of an entry whose two parts stand in lines of their own. @throws ZodError, SyntaxError */
export function readLines(place: string, task: string): ToldEntry {
  const told = toldEntry(Place.parse(JSON.parse(place)), Something.parse(JSON.parse(task)));
  return told.task === null ? told : { ...told, text: task };
}

export const ToldEntrySchema = z.unknown().transform((given, context): ToldEntry => {
  try {
    return readEntry(given);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'No entry' });
    return z.NEVER;
  }
});

const Whole = z.object({ task: Something });

function toldEntry(place: z.infer<typeof Place>, given: object | null): ToldEntry {
  const task = Task.safeParse(given);
  return task.success
    ? { ...place, task: task.data, unreadable: false }
    : { ...place, task: null, unreadable: true };
}
