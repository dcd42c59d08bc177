import { useEffect, useRef } from 'react';
import type { FieldProblem } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import { strings } from '../strings.ts';
import { FieldInput } from './field-input.tsx';
import type { FormField } from './form-field.ts';
import classes from './forms.module.css';
import { pointersOf } from './form-pointers.ts';

interface SchemaFormProps {
  readonly label: string;
  readonly field: FormField;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  /** What the service found wrong, by JSON pointer into the value; shown beside the field that it is about. */
  readonly problems: readonly FieldProblem[];
}

/** A form for a JSON Schema. What is wrong with no field in particular is said above them. */
export function SchemaForm({ label, field, value, onChange, problems }: SchemaFormProps) {
  const form = useRef<HTMLElement>(null);
  // Where the first problem is, one goes on; it may be far up or down the page.
  useEffect(() => {
    if (problems.length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);
  const drawn = pointersOf(field, value);
  const elsewhere = problems.filter(({ pointer }) => !drawn.has(pointer));
  return (
    <section ref={form} className={classes.form} aria-label={label}>
      {elsewhere.length > 0 && (
        <div className={classes.problems} role="alert">
          <p className={classes.problemsTitle}>{strings.form.problems}</p>
          {elsewhere.map(({ pointer, message }) => (
            <p key={pointer + message}>
              {pointer !== '' && <code>{pointer}</code>} {message}
            </p>
          ))}
        </div>
      )}
      <FieldInput
        field={field}
        pointer=""
        label={field.label}
        value={value}
        problems={problems}
        onChange={onChange}
      />
    </section>
  );
}
