/**
 * The users that a text names as `@user`, each once, in the order of `known`. Of ids that begin alike the longest counts; an
 * address such as `someone@maya.example` names nobody.
 */
export function mentionsIn(text: string, known: readonly string[]): string[] {
  const longestFirst = known.toSorted((a, b) => b.length - a.length);
  const found = new Set<string>();
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}._%+-])@/gu)) {
    const named = longestFirst.find((id) => startsAt(text, index + 1, id));
    if (named !== undefined) found.add(named);
  }
  return known.filter((id) => found.has(id));
}

/** Whole and in any case: `@Maya,` names maya, `@mayaa` does not; a full stop may end the sentence. */
function startsAt(text: string, at: number, id: string): boolean {
  if (text.slice(at, at + id.length).toLowerCase() !== id.toLowerCase()) return false;
  return !/^([\p{L}\p{N}_]|[.@-][\p{L}\p{N}])/u.test(text.slice(at + id.length, at + id.length + 4));
}
