import type { Ask } from '../../../shared/human-task/ask.ts';
import type { Json } from '../../../shared/json.ts';
import { strings } from '../../strings.ts';
import { factText } from '../../ui/json-text.ts';

/** An answer's value in the words that its options use; free text and values that are no option (any more) as they are. */
export function answerLabel(ask: Pick<Ask, 'options'>, value: Json | undefined): string {
  if (value === undefined || value === null) return strings.answer.nothingChosen;
  if (Array.isArray(value)) {
    return value.length === 0
      ? strings.answer.nothingChosen
      : value.map((item) => answerLabel(ask, item)).join(', ');
  }
  return ask.options.find((option) => option.value === value)?.label ?? factText(value).text;
}
