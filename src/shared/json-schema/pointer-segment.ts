/** One segment of a JSON pointer: a name with a slash in it stays one segment. */
export function escapeSegment(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}
