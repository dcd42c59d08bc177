import type { OptionValue } from '../../shared/human-task/ask.ts';

/** More than any person can look through; a page of many more does not open in time. */
export const mostOptions = 1_000;

/** In characters, after expressions have been evaluated. */
export const longestPrompt = 100_000;

/** In characters of its JSON, after expressions have been evaluated. */
export const longestUiSchema = 100_000;

/** For a label, a value or a description of an option, in characters. */
export const longestOptionText = 1_000;

/** Why an option cannot have this value, or null. `earlier` holds the values before it by their text. */
export function optionValueProblem(
  value: OptionValue,
  earlier: ReadonlyMap<string, OptionValue>,
): string | null {
  const text = String(value);
  // An answer that is blank counts as none, see answer.ts.
  if (text.trim() === '') return 'An empty value cannot be chosen.';
  if (text.length > longestOptionText) return tooLong('A value', longestOptionText);
  if (!earlier.has(text)) return null;
  // On a command line and in a form both would be written alike.
  return earlier.get(text) === value
    ? `The value ${text} is there twice.`
    : `The value ${text} is there as text and as ${text === 'true' || text === 'false' ? 'a boolean' : 'a number'}.`;
}

/** A text that is longer than fits, or null. */
export function lengthProblem(what: string, text: string, longest: number): string | null {
  return text.length > longest ? tooLong(what, longest) : null;
}

function tooLong(what: string, longest: number): string {
  return `${what} has at most ${longest} characters.`;
}

export const tooManyOptions = `There are at most ${mostOptions} options.`;
