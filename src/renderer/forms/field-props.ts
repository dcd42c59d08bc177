import type { FieldProblem } from '../../shared/errors.ts';
import type { Json } from '../../shared/json.ts';
import type { FormField } from './form-field.ts';

export interface FieldInputProps<Field extends FormField = FormField> {
  readonly field: Field;
  /** Where it is in the whole value. */
  readonly pointer: string;
  /** What it is called here: an item of a list has a number. */
  readonly label: string;
  readonly value: Json | undefined;
  readonly problems: readonly FieldProblem[];
  readonly onChange: (value: Json | undefined) => void;
}

/** Those of one kind of field. */
export type PropsOf<Kind extends FormField['kind']> = FieldInputProps<Extract<FormField, { kind: Kind }>>;

/** What is said about exactly this place. */
export function problemsAt({
  problems,
  pointer,
}: Pick<FieldInputProps, 'problems' | 'pointer'>): string | null {
  const messages = problems.filter((problem) => problem.pointer === pointer).map(({ message }) => message);
  return messages.length === 0 ? null : messages.join(' ');
}
