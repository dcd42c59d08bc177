import { answerLabel as labelOfValue } from '../../../shared/human-task/answer-label.ts';
import type { Ask } from '../../../shared/human-task/ask.ts';
import type { Entered } from '../../../shared/human-task/fields.ts';
import type { Json, JsonObject } from '../../../shared/json.ts';
import { isJsonObject } from '../../../shared/json-object.ts';
import { strings } from '../../strings.ts';

/** An answer on one line, in the words that rows and notifications use for it too; here there may also be none. */
export function answerLabel(ask: Pick<Ask, 'options' | 'schema'>, value: Json | undefined): string {
  const nothing = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  return nothing ? strings.answer.nothingChosen : labelOfValue(ask, value);
}

/** What was entered, line by line: the value, and the form beside the options. Nothing of what was left empty. */
export function entriesInFull(ask: Ask, { value, fields }: Entered): string[] {
  const isEmpty = value === undefined || value === null || value === '';
  return [...(isEmpty ? [] : [answerInFull(ask, value)]), ...(isJsonObject(fields) ? [inFull(fields)] : [])];
}

/** The same where there is room for all of it: a text answer then is what was written, letter for letter. */
export function answerInFull(ask: Pick<Ask, 'mode' | 'options' | 'schema'>, value: Json | undefined): string {
  if (isJsonObject(value)) return inFull(value);
  return ask.mode === 'text' && typeof value === 'string' ? value : answerLabel(ask, value);
}

function inFull(fields: JsonObject): string {
  return JSON.stringify(fields, null, 2);
}
