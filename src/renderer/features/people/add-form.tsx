import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { strings } from '../../strings.ts';
import classes from './people.module.css';

const words = strings.people;

interface AddFormProps {
  readonly label: string;
  readonly idLabel: string;
  readonly pending: boolean;
  /** @returns whether it was added */
  readonly onAdd: (id: string, name: string) => Promise<boolean>;
}

/** An id, as workflows name it, and what people call it. */
export function AddForm({ label, idLabel, pending, onAdd }: AddFormProps) {
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const add = async () => {
    if (!(await onAdd(id.trim(), name.trim()))) return;
    setId('');
    setName('');
  };
  return (
    <form
      className={classes.form}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== '') void add();
      }}
    >
      <TextInput
        aria-label={idLabel}
        placeholder={words.idHint}
        value={id}
        maxLength={126}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setId(event.currentTarget.value)}
      />
      <TextInput
        aria-label={words.name}
        placeholder={words.name}
        value={name}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={id.trim() === ''} loading={pending}>
        {label}
      </Button>
    </form>
  );
}
