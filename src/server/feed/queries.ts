import { z } from 'zod';

const Cursor = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What is asked of `feedPaths.page`. */
export const PageQuery = z.object({
  after: Cursor.default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
  /** As the last page had it. */
  floor: Cursor.default(0),
});

/** What is asked of `feedPaths.stream`. */
export const StreamQuery = z.object({ after: Cursor.default(0) });
