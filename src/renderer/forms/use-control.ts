import type { WidgetProps } from '@rjsf/utils';
import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react';
import { formStrings } from './form-strings.ts';
import { humanize } from '../../shared/human-task/title.ts';
import type { FormState } from './form-state.ts';

/** Where in the form a control is. */
export interface Place {
  readonly pointer: string;
  readonly path: readonly (string | number)[];
  readonly label: string;
}

export const FormStateContext = createContext<FormState | null>(null);
export const PlaceContext = createContext<Place>({ pointer: '', path: [], label: '' });

export function useFormState(): FormState {
  const state = use(FormStateContext);
  if (state === null) throw new Error('A field is outside of a form');
  return state;
}

export function useProblem(pointer: string): string | null {
  const state = useFormState();
  return useSyncExternalStore(state.subscribe, () => state.problemAt(pointer));
}

/** The id of a place's control in the document: names may have spaces in them, ids may not. */
export function controlId({ prefix }: FormState, pointer: string): string {
  return prefix + encodeURIComponent(pointer);
}

/** What every control has in common: its name, its description, what is wrong with it, and that someone has been there. */
export function useControl(props: WidgetProps) {
  const { id, options, schema, required, readonly, disabled, hideLabel, placeholder } = props;
  const state = useFormState();
  const place = use(PlaceContext);
  const error = useProblem(place.pointer);
  // The choice between alternatives stands at the same place as what is chosen.
  const selects = isSelector(id);
  const label = selects ? selectorLabel(props.label, place) : place.label;
  const isFixed = readonly === true || disabled === true;
  return {
    id: controlId(state, place.pointer) + (selects ? '-kind' : ''),
    label: hideLabel === true ? undefined : label,
    'aria-label': hideLabel === true ? label : undefined,
    description: selects ? undefined : (options.description ?? schema.description),
    error: selects ? null : error,
    withAsterisk: required === true && !selects,
    'aria-required': required === true && !selects,
    readOnly: isFixed,
    placeholder: placeholder === '' ? undefined : placeholder,
    onBlur: () => {
      state.visit(place.pointer);
      props.onBlur(id, undefined);
    },
  };
}

/** Whether the control chooses between alternatives, by the id that rjsf gives it. */
export function isSelector(id: string): boolean {
  return /__(?:one|any)of_select$/.test(id);
}

function selectorLabel(label: string, place: Place): string {
  return label === '' || label === place.path.at(-1)
    ? place.label || humanize(label) || formStrings.kind
    : label;
}

/**
 * The text of a control that is typed into: drawn at once, handed to the form shortly after. A value that comes from elsewhere
 * replaces the text; one that comes back from here does not, so that `1.` can become `1.5`.
 */
export function useTyped(
  props: Pick<WidgetProps, 'value' | 'onChange'>,
  read: (text: string) => unknown,
  write: (value: unknown) => string,
) {
  const state = useFormState();
  const { pointer, path } = use(PlaceContext);
  const [own, setOwn] = useState(() => ({
    text: write(props.value),
    value: props.value as unknown,
    seen: props.value as unknown,
  }));
  if (props.value !== own.seen) {
    const isOurs = props.value === own.value;
    setOwn({ text: isOurs ? own.text : write(props.value), value: props.value, seen: props.value });
  }
  const type = (text: string) => {
    const value = read(text);
    setOwn({ text, value, seen: props.value });
    state.edit(pointer);
    state.type(pointer, { path, value, handOver: () => props.onChange(value) });
  };
  return { text: own.text, type };
}

/** Tells the form what the place is called, for those who speak of it elsewhere. */
export function useLabel(pointer: string, label: string): void {
  const state = useFormState();
  useEffect(() => state.name(pointer, label), [state, pointer, label]);
}
