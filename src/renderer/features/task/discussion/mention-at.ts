/** A name that is being typed: `typed` without its @, which stands at `from`. */
export interface StartedMention {
  readonly from: number;
  readonly typed: string;
}

/** The mention that the caret stands at the end of; null: it stands in none. */
export function mentionAt(text: string, caret: number): StartedMention | null {
  const match = /(?:^|[\s(])@([\w.-]*)$/.exec(text.slice(0, caret));
  return match === null ? null : { from: caret - (match[1] ?? '').length - 1, typed: match[1] ?? '' };
}

/** The text with the whole name in place of its beginning, and where the caret then stands. */
export function withMention(
  text: string,
  { from, typed }: StartedMention,
  name: string,
): { readonly text: string; readonly caret: number } {
  const before = `${text.slice(0, from)}@${name} `;
  return { text: before + text.slice(from + 1 + typed.length).trimStart(), caret: before.length };
}
