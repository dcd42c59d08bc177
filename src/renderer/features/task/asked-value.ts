import type { Ask } from '../../../shared/human-task/ask.ts';
import { defaultFields, takesFields, type Entered } from '../../../shared/human-task/fields.ts';
import type { Json } from '../../../shared/json.ts';
import type { FormHandle } from '../../forms/form-handle.ts';
import { enteredValue } from '../../forms/entered-value.ts';

/**
 * What is sent of what was entered: of a form, without the fields that were left empty; nothing of a form that does not go with
 * the option.
 * @param form null: there is none, or it is not there yet
 */
export function toSend(
  ask: Pick<Ask, 'mode' | 'schema' | 'fieldsFor' | 'default'>,
  form: Pick<FormHandle, 'value'> | null,
  value: Json | undefined,
  fields: Json | undefined,
): Entered {
  const { mode, schema = {} } = ask;
  const filledIn = (entered: Json | undefined) =>
    form === null ? enteredValue(schema, entered) : form.value();
  if (mode === 'object') return { value: filledIn(value) };
  return takesFields(ask, value) ? { value, fields: filledIn(fields ?? defaultFields(ask)) } : { value };
}
