import type { Json } from '../json.ts';
import type { Ask } from './ask.ts';

/** Whether a comment must come with this value; with several that are chosen, whether one of them needs it. A file of its own so that the window can use it without loading zod. */
export function needsComment(ask: Pick<Ask, 'commentRequired'>, value: Json | undefined): boolean {
  if (typeof ask.commentRequired === 'boolean') return ask.commentRequired;
  const chosen = Array.isArray(value) ? value : [value];
  return ask.commentRequired.some((candidate) => chosen.includes(candidate));
}
