/** A JSON pointer (RFC 6901); the empty path is `/`, because an empty text is hard to see in a message. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '/' : path.map((segment) => `/${escapeSegment(String(segment))}`).join('');
}

/** One segment of a JSON pointer: a name with a slash in it stays one segment. */
export function escapeSegment(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1');
}
