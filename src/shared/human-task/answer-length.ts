import type { Response } from './answer.ts';

/** Whether a part of an answer has more characters than a server keeps. @param longest null: it keeps all */
export function isCutAt(longest: number | null, { value, fields, comment }: Partial<Response>): boolean {
  return longest !== null && [value, fields, comment].some((part) => lengthOf(part) > longest);
}

function lengthOf(part: unknown): number {
  if (part === undefined || part === null) return 0;
  return typeof part === 'string' ? part.length : JSON.stringify(part).length;
}
