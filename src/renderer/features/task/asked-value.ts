import type { Ask } from '../../../shared/human-task/ask.ts';
import type { Json } from '../../../shared/json.ts';
import { formField } from '../../forms/form-field.ts';
import { enteredValue, initialValue } from '../../forms/form-value.ts';

type AskedFor = Pick<Ask, 'mode' | 'schema' | 'uiSchema' | 'default'>;

/** What the controls hold while nothing has been entered. */
export function valueAtFirst(ask: AskedFor): Json | undefined {
  if (ask.mode !== 'object') return ask.default;
  return initialValue(formField(ask.schema ?? {}, ask.uiSchema), ask.default);
}

/** What is sent of the entered value: of a form, without the fields that were left empty. */
export function valueToSend(ask: AskedFor, value: Json | undefined): Json | undefined {
  if (ask.mode !== 'object') return value;
  return enteredValue(formField(ask.schema ?? {}, ask.uiSchema), value);
}
