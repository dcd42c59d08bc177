import type { Json } from '../json.ts';
import type { Ask } from './ask.ts';

/** Whether a comment must come with this value. A file of its own so that the window can use it without loading zod. */
export function needsComment(ask: Pick<Ask, 'commentRequired'>, value: Json | undefined): boolean {
  if (typeof ask.commentRequired === 'boolean') return ask.commentRequired;
  return ask.commentRequired.some((candidate) => candidate === value);
}
