import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Json } from '../../shared/json.ts';
import { formStrings } from './form-strings.ts';
import classes from './forms.module.css';
import { parseJson } from './json-field.tsx';

interface WholeJsonProps {
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}

/** The answer as JSON, where its schema cannot be drawn. */
export function WholeJson({ value, onChange }: WholeJsonProps) {
  const [typed, setTyped] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const parsed = parseJson(typed);
  return (
    <Textarea
      label={formStrings.broken}
      classNames={{ input: classes.code ?? '' }}
      autosize
      minRows={4}
      maxRows={24}
      spellCheck={false}
      value={typed}
      error={parsed === null ? formStrings.jsonInvalid : undefined}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        const now = parseJson(currentTarget.value);
        if (now !== null) onChange(now.value);
      }}
    />
  );
}
