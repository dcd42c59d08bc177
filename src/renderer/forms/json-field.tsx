import type { FieldProps, WidgetProps } from '@rjsf/utils';
import { useState } from 'react';
import type { Json } from '../../shared/json.ts';
import { Area } from './controls.tsx';
import { formStrings } from './form-strings.ts';
import classes from './forms.module.css';
import { useControl, useTyped } from './use-control.ts';

/** What has no control of its own, written as JSON; what is no JSON yet is not handed on. */
export function JsonField(props: FieldProps) {
  const { fieldPathId, formData, onChange, name, title, schema, uiSchema: _uiSchema, ...rest } = props;
  return (
    <JsonInput
      {...(rest as unknown as WidgetProps)}
      id={fieldPathId.$id}
      name={name}
      label={title ?? name}
      schema={schema}
      options={{}}
      value={formData as unknown}
      onChange={(value) => onChange(value, fieldPathId.path)}
    />
  );
}

function JsonInput(props: WidgetProps) {
  const { error, ...control } = useControl(props);
  const [isInvalid, setInvalid] = useState(false);
  const { text, type } = useTyped(
    props,
    (typed) => parseJson(typed)?.value ?? (props.value as unknown),
    (value) => (value === undefined ? '' : JSON.stringify(value, null, 2)),
  );
  return (
    <Area
      control={{
        ...control,
        placeholder: formStrings.json,
        error: isInvalid ? formStrings.jsonInvalid : error,
      }}
      inputClassName={classes.code}
      least={2}
      most={16}
      spellCheck={false}
      text={text}
      onType={(typed) => {
        setInvalid(parseJson(typed) === null);
        type(typed);
      }}
    />
  );
}

/** null: this is no JSON. */
export function parseJson(text: string): { readonly value: Json | undefined } | null {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return null;
  }
}
