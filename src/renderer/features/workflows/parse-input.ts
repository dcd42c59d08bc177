import type { Json } from '../../../shared/json.ts';
import { strings } from '../../strings.ts';

export type ParsedInput =
  { readonly kind: 'json'; readonly value: Json } | { readonly kind: 'invalid'; readonly message: string };

/** The text of an input field as JSON; an empty one is an empty object. Says where the text stops being JSON. */
export function parseInput(text: string): ParsedInput {
  if (text.trim() === '') return { kind: 'json', value: {} };
  try {
    return { kind: 'json', value: JSON.parse(text) as Json };
  } catch (error) {
    return { kind: 'invalid', message: placeOf(error, text) };
  }
}

/** V8 names the position in its message and nowhere else; without one, the message does without. */
function placeOf(error: unknown, text: string): string {
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (position === undefined) return strings.workflows.inputInvalid;
  const before = text.slice(0, Number(position)).split('\n');
  return strings.workflows.inputInvalidAt(before.length, (before.at(-1)?.length ?? 0) + 1);
}
