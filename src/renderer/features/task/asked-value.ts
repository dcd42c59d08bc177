import type { Ask } from '../../../shared/human-task/ask.ts';
import type { Json } from '../../../shared/json.ts';
import { enteredValue } from '../../forms/entered-value.ts';

/** What is sent of the entered value: of a form, without the fields that were left empty. */
export function valueToSend(ask: Pick<Ask, 'mode' | 'schema'>, value: Json | undefined): Json | undefined {
  return ask.mode === 'object' ? enteredValue(ask.schema ?? {}, value) : value;
}
