import type { TaskSummary } from '../../shared/contract/processes.ts';

const final: ReadonlySet<TaskSummary['statusCode']> = new Set(['C', 'F', 'X', 'S']);

export interface TaskPage {
  readonly cursor: string | null;
  readonly tasks: readonly TaskSummary[];
  readonly nextCursor: string | null;
}

type ReadPage = (cursor: string | null) => Promise<Omit<TaskPage, 'cursor'>>;

/**
 * Reads what may have changed: a task that has ended stays as it is, and new ones come at the end, so that a full page on which
 * all have ended is never read again.
 */
export async function readPages(known: readonly TaskPage[], read: ReadPage): Promise<TaskPage[]> {
  const pages: TaskPage[] = [];
  let cursor: string | null = null;
  do {
    const before = known[pages.length];
    const page: TaskPage =
      before !== undefined && before.cursor === cursor && isOver(before)
        ? before
        : { cursor, ...(await read(cursor)) };
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

function isOver({ tasks, nextCursor }: TaskPage): boolean {
  return nextCursor !== null && tasks.every(({ statusCode }) => final.has(statusCode));
}
