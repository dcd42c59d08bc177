import type { Json } from '../json.ts';
import type { Ask } from './ask.ts';
import { plainText, shortened } from './title.ts';

/** A label is one line; the page of the task has the whole answer. */
const longestLabel = 300;

/** An answer in the words of its ask: the labels of the options that were chosen, or the text itself on one line. */
export function answerLabel(ask: Pick<Ask, 'options'>, value: Json): string {
  return shortened(wholeLabel(ask, value), longestLabel);
}

function wholeLabel(ask: Pick<Ask, 'options'>, value: Json): string {
  const label = (item: Json) => ask.options.find((option) => option.value === item)?.label;
  if (Array.isArray(value)) {
    return value
      .map((item) => label(item) ?? (typeof item === 'string' ? item : JSON.stringify(item)))
      .join(', ');
  }
  if (value === null) return 'No answer';
  return label(value) ?? (typeof value === 'string' ? plainText(value) : JSON.stringify(value));
}
