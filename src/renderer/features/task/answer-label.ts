import { answerLabel as labelOfValue } from '../../../shared/human-task/answer-label.ts';
import type { Ask } from '../../../shared/human-task/ask.ts';
import type { Json } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json-object.ts';
import { strings } from '../../strings.ts';

/** An answer on one line, in the words that rows and notifications use for it too; here there may also be none. */
export function answerLabel(ask: Pick<Ask, 'options' | 'schema'>, value: Json | undefined): string {
  const nothing = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  return nothing ? strings.answer.nothingChosen : labelOfValue(ask, value);
}

/** The same where there is room for all of it: a text answer then is what was written, letter for letter. */
export function answerInFull(ask: Pick<Ask, 'mode' | 'options' | 'schema'>, value: Json | undefined): string {
  if (isJsonObject(value)) return JSON.stringify(value, null, 2);
  return ask.mode === 'text' && typeof value === 'string' ? value : answerLabel(ask, value);
}
