import { UnstyledButton } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { humanize } from '../../shared/human-task/title.ts';
import { formStrings } from './form-strings.ts';
import classes from './forms.module.css';
import type { FormState } from './form-state.ts';
import { controlId, useFormState } from './use-control.ts';
import { segmentsOf } from './form-validator.ts';

/** Everything that is wrong, above the form: where each is, and the way there. */
export function ProblemList() {
  const state = useFormState();
  const problems = useSyncExternalStore(state.subscribe, state.problems);
  if (problems.length === 0) return null;
  return (
    <div className={classes.problems} role="alert">
      <p className={classes.problemsTitle}>{formStrings.problems(problems.length)}</p>
      <ul className={classes.problemLinks}>
        {problems.map(({ pointer, message }) => (
          <li key={pointer + message}>
            {pointer !== '' && (
              <>
                <UnstyledButton className={classes.problemLink} onClick={() => focusOn(state, pointer)}>
                  {nameOf(state, pointer)}
                </UnstyledButton>{' '}
              </>
            )}
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What a place is called; with what it is in, where there is more than one of it. */
export function nameOf(state: FormState, pointer: string): string {
  const segments = segmentsOf(pointer);
  const at = (length: number) =>
    `/${pointer
      .split('/')
      .slice(1, length + 1)
      .join('/')}`;
  return segments
    .map((segment, index) => state.labelOf(at(index + 1)) ?? humanize(segment))
    .filter((name, index, names) => index === names.length - 1 || /\d$/.test(name))
    .join(' › ');
}

/** Puts the focus into a place's control, or into the nearest thing around it. */
export function focusOn(state: FormState, pointer: string): void {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = document.getElementById(controlId(state, at));
    const control = found?.matches('input, textarea, select')
      ? found
      : found?.querySelector<HTMLElement>('input:not(:disabled), textarea, select, button');
    if (control ?? found) {
      (control ?? found)?.scrollIntoView({ block: 'center' });
      (control ?? found)?.focus({ preventScroll: true });
      return;
    }
    if (at === '') return;
  }
}
