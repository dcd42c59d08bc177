import { assertNever } from '../../../shared/assert-never.ts';
import type { Risk } from '../../../shared/human-task/ask.ts';

export const longestUndoMs = 30_000;

/** How long an answer is held back so that it can be undone, in milliseconds: the more it can do, the longer. */
export function undoWindowMs(risk: Risk): number {
  switch (risk) {
    case 'low':
      return 5_000;
    case 'medium':
      return 10_000;
    case 'high':
      return longestUndoMs;
    default:
      return assertNever(risk);
  }
}
