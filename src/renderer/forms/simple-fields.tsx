import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Json } from '../../shared/json.ts';
import { strings } from '../strings.ts';
import { jsonText } from '../ui/json-text.ts';
import { problemsAt, type FieldInputProps, type PropsOf } from './field-props.ts';
import { dateTimeOf, localDateTime, typedNumber } from './form-value.ts';
import classes from './forms.module.css';

// The controls of fields that hold one value, each with its name, its description and what is wrong with it.

function common(props: FieldInputProps) {
  const { field, label } = props;
  return {
    label,
    description: field.description,
    error: problemsAt(props),
    withAsterisk: field.required,
    'aria-required': field.required,
    readOnly: field.readOnly,
  };
}

export function TextField(props: PropsOf<'text'>) {
  const { field, value, onChange } = props;
  const text = typeof value === 'string' ? value : '';
  if (field.multiline) {
    return (
      <Textarea
        {...common(props)}
        autosize
        minRows={3}
        maxRows={12}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const isTime = field.input === 'datetime-local';
  return (
    <TextInput
      {...common(props)}
      className={isTime || field.input === 'date' ? classes.short : undefined}
      type={field.input}
      value={isTime ? localDateTime(text) : text}
      onChange={({ currentTarget }) =>
        onChange(isTime && currentTarget.value !== '' ? dateTimeOf(currentTarget.value) : currentTarget.value)
      }
    />
  );
}

/** Keeps what was typed while it is typed: `1.` is on its way to a number. */
export function NumberField(props: PropsOf<'number'>) {
  const { field, value, onChange } = props;
  const [typed, setTyped] = useState('');
  const text =
    typedNumber(typed) === value ? typed : value === undefined || value === null ? '' : jsonText(value);
  return (
    <TextInput
      {...common(props)}
      className={classes.short}
      inputMode={field.integer ? 'numeric' : 'decimal'}
      value={text}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onChange(typedNumber(currentTarget.value));
      }}
    />
  );
}

export function BooleanField(props: PropsOf<'boolean'>) {
  const { field, label, value, onChange } = props;
  return (
    <Checkbox
      label={label}
      description={field.description}
      error={problemsAt(props)}
      disabled={field.readOnly}
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

export function ChoiceField(props: PropsOf<'choice'>) {
  const { field, value, onChange } = props;
  const { readOnly, ...rest } = common(props);
  const chosen = field.options.findIndex((option) => sameJson(option.value, value));
  return (
    <NativeSelect
      {...rest}
      disabled={readOnly}
      value={String(chosen)}
      onChange={(event) => onChange(field.options[Number(event.currentTarget.value)]?.value)}
      data={[
        { value: '-1', label: strings.form.unanswered },
        ...field.options.map(({ label }, index) => ({ value: String(index), label })),
      ]}
    />
  );
}

export function ChoicesField(props: PropsOf<'choices'>) {
  const { field, label, value, onChange } = props;
  const chosen = Array.isArray(value) ? value : [];
  const isChosen = (option: Json) => chosen.some((item) => sameJson(item, option));
  const problem = problemsAt(props);
  return (
    <fieldset className={classes.choices} disabled={field.readOnly}>
      <legend className={classes.legend}>
        {label}
        {field.required && <span aria-hidden> *</span>}
      </legend>
      {field.description !== null && <p className={classes.description}>{field.description}</p>}
      {field.options.map((option) => (
        <Checkbox
          key={JSON.stringify(option.value)}
          size="xs"
          label={option.label}
          checked={isChosen(option.value)}
          onChange={({ currentTarget }) =>
            onChange(
              field.options
                .map((candidate) => candidate.value)
                .filter((candidate) =>
                  sameJson(candidate, option.value) ? currentTarget.checked : isChosen(candidate),
                ),
            )
          }
        />
      ))}
      {problem !== null && (
        <p className={classes.error} role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

/** What has no control of its own, written as JSON; what is no JSON yet is not sent as anything else. */
export function JsonField(props: PropsOf<'json'>) {
  const { value, onChange } = props;
  const [typed, setTyped] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [invalid, setInvalid] = useState(false);
  const { error, ...rest } = common(props);
  const type = (text: string) => {
    setTyped(text);
    const parsed = parseJson(text);
    setInvalid(parsed === null);
    if (parsed !== null) onChange(parsed.value);
  };
  return (
    <Textarea
      {...rest}
      classNames={{ input: classes.code ?? '' }}
      placeholder={strings.form.json}
      autosize
      minRows={2}
      maxRows={16}
      spellCheck={false}
      value={typed}
      error={invalid ? strings.form.jsonInvalid : error}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

function parseJson(text: string): { readonly value: Json | undefined } | null {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return null;
  }
}

function sameJson(one: Json, other: Json | undefined): boolean {
  return other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}
