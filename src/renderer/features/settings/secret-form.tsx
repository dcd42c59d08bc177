import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { strings } from '../../strings.ts';
import classes from './settings.module.css';

const text = strings.settings;

interface SecretFormProps {
  /** The secret that gets another value; null: a new one. */
  readonly replacing: string | null;
  readonly taken: readonly string[];
  readonly saving: boolean;
  /** @returns whether it was kept */
  readonly onKeep: (name: string, value: string) => Promise<boolean>;
  readonly onStop: () => void;
}

/** As the contract has it; checked here too, so that one is told while one types. */
const validName = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;

export function SecretForm({ replacing, taken, saving, onKeep, onStop }: SecretFormProps) {
  const [name, setName] = useState(replacing ?? '');
  const [value, setValue] = useState('');
  const valueField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (replacing !== null) valueField.current?.focus();
  }, [replacing]);
  const nameProblem = name === '' || validName.test(name) ? null : text.secretNameInvalid;
  const replaces = replacing !== null || taken.includes(name);
  const ready = name !== '' && nameProblem === null && value !== '';
  const keep = async () => {
    if (!(await onKeep(name, value))) return;
    setName('');
    setValue('');
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void keep();
      }}
    >
      <TextInput
        label={text.secretName}
        value={name}
        error={nameProblem}
        readOnly={replacing !== null}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        ref={valueField}
        type="password"
        label={text.secretValue}
        placeholder={text.secretValueHint}
        value={value}
        autoComplete="off"
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <span className={classes.buttons}>
        <Button type="submit" disabled={!ready} loading={saving}>
          {replaces ? text.replaceSecret : text.addSecret}
        </Button>
        {replacing !== null && (
          <Button variant="default" onClick={onStop}>
            {text.keepSecret}
          </Button>
        )}
      </span>
    </form>
  );
}
