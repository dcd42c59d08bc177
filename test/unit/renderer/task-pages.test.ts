import { describe, expect, it } from 'vitest';
import { readPages, type TaskPage } from '../../../src/renderer/app/task-pages.ts';
import { aTask } from './task-summary.ts';

/** A service with these pages; remembers which of them were read. */
function pagesOf(...statuses: ('C' | 'W')[][]) {
  const read: (string | null)[] = [];
  const page = async (cursor: string | null): Promise<Omit<TaskPage, 'cursor'>> => {
    read.push(cursor);
    const index = cursor === null ? 0 : Number(cursor);
    return {
      tasks: (statuses[index] ?? []).map((statusCode, at) => aTask(`/do/${index}/${at}`, { statusCode })),
      nextCursor: index + 1 < statuses.length ? String(index + 1) : null,
    };
  };
  return { read, page };
}

describe('the tasks of a long process', () => {
  it('are read page by page', async () => {
    const { page, read } = pagesOf(['C', 'C'], ['C', 'W'], ['W']);
    const pages = await readPages([], page);
    expect(pages.flatMap(({ tasks }) => tasks)).toHaveLength(5);
    expect(read).toEqual([null, '1', '2']);
  });

  it('are not read again where all of a page has ended; the last page always is', async () => {
    const first = await readPages([], pagesOf(['C', 'C'], ['C', 'W'], ['C']).page);
    const after = pagesOf(['C', 'C'], ['C', 'C'], ['C'], ['W']);
    const pages = await readPages(first, after.page);
    expect(after.read).toEqual(['1', '2', '3']);
    expect(pages[0]).toBe(first[0]);
    expect(pages.flatMap(({ tasks }) => tasks)).toHaveLength(6);
  });
});
