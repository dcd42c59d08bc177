import { Button } from '@mantine/core';
import { useState } from 'react';
import { strings } from '../../strings.ts';
import classes from './people.module.css';

const words = strings.people;

interface RemoveButtonProps {
  readonly name: string;
  /** What removing means. */
  readonly sure: string;
  readonly onRemove: () => void;
}

/** Asks once, where one has pressed. */
export function RemoveButton({ name, sure, onRemove }: RemoveButtonProps) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <Button
        variant="default"
        size="compact-sm"
        aria-label={words.removeNamed(name)}
        onClick={() => setAsking(true)}
      >
        {words.remove}
      </Button>
    );
  }
  return (
    <div className={classes.sure} role="alert">
      <span>{sure}</span>
      <Button size="compact-sm" aria-label={words.removeNamed(name)} onClick={onRemove}>
        {words.remove}
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => setAsking(false)}>
        {words.keep}
      </Button>
    </div>
  );
}
