import { useState, useSyncExternalStore } from 'react';
import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import type { Json } from '../../shared/json.ts';
import { formStrings } from './form-strings.ts';
import { jsonText } from '../ui/json-text.ts';
import type { Change } from './changes.ts';
import classes from './forms.module.css';
import type { FormState } from './form-state.ts';
import { nameOf } from './problem-list.tsx';

const words = formStrings.changes;

interface ChangeListProps {
  readonly changes: readonly Change[];
  readonly state: FormState;
}

/** What was changed of the work that is corrected: before and after, place by place. */
export function ChangeList({ changes, state }: ChangeListProps) {
  const [isOpen, setOpen] = useState(true);
  useSyncExternalStore(state.subscribe, state.problems);
  return (
    <section className={classes.changes} aria-label={words.heading}>
      <UnstyledButton
        className={classes.changesHeading}
        aria-expanded={isOpen}
        disabled={changes.length === 0}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={14} stroke={1.75} aria-hidden />
        {words.count(changes.length)}
      </UnstyledButton>
      {isOpen && changes.length > 0 && (
        <dl className={classes.changeRows}>
          {changes.map(({ pointer, before, after }) => (
            <div key={pointer} className={classes.change}>
              <dt>{nameOf(state, pointer)}</dt>
              <dd>
                <del>{shown(before)}</del>
                <span className="cs-visually-hidden">{words.became}</span>
                <ins>{shown(after)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function shown(value: Json | undefined): string {
  return value === undefined || value === '' ? words.nothing : jsonText(value);
}
