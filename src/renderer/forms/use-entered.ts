import type Form from '@rjsf/core';
import type { GenericObjectType, RJSFSchema } from '@rjsf/utils';
import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { FieldProblem } from '../../shared/errors.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { enteredValue } from './entered-value.ts';
import { withTyped, type FormState } from './form-state.ts';
import { focusOn } from './problem-list.tsx';
import { problemsOf } from './schema-checker.ts';

export type RjsfForm = Form<unknown, RJSFSchema, GenericObjectType>;

/** The data of the form with what was typed a moment ago; a form that goes away reports it. */
export function useEntered(
  state: FormState,
  form: RefObject<RjsfForm | null>,
  onChange: (value: Json | undefined) => void,
): () => Json | undefined {
  const report = useRef(onChange);
  useEffect(() => void (report.current = onChange));
  const entered = useCallback(
    () => withTyped(form.current?.state.formData, state.waiting()) as Json | undefined,
    [form, state],
  );
  useLayoutEffect(
    () => () => {
      if (state.waiting().length > 0) report.current(entered());
    },
    [entered, state],
  );
  return entered;
}

/** Shows what the account refused, and what the window finds wrong where someone has been. @returns the check, for when someone leaves a field */
export function useProblems(
  state: FormState,
  schema: JsonObject,
  refused: readonly FieldProblem[],
  entered: () => Json | undefined,
): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // An answer on its way back refuses nothing yet; what was refused before stays until it is changed.
    if (refused.length === 0) return;
    state.refuse(refused);
    focusFirst(state);
  }, [state, refused]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      if (state.hasVisits()) state.find(problemsOf(schema, enteredValue(schema, entered())));
    });
  }, [state, schema, entered]);
}

/** Where the first problem is, one goes on; it may be far up or down the page. */
export function focusFirst(state: FormState): void {
  requestAnimationFrame(() => {
    const [first, ...rest] = state.problems().map(({ pointer }) => pointer);
    if (first === undefined) return;
    const inOrder = [first, ...rest]
      .map((pointer) => ({ pointer, top: state.topOf(pointer) }))
      .sort((a, b) => a.top - b.top);
    focusOn(state, inOrder[0]?.pointer ?? first);
  });
}
