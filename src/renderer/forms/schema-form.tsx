import './mantine-forms.css';
import Form, { type IChangeEvent } from '@rjsf/core';
import {
  englishStringTranslator,
  getDefaultFormState,
  TranslatableString,
  type GenericObjectType,
  type RJSFSchema,
} from '@rjsf/utils';
import {
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { flushSync } from 'react-dom';
import type { FieldProblem } from '../../shared/errors.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { ChangeList } from './change-list.tsx';
import { changesBetween } from './changes.ts';
import { drawnSchema } from './drawn-schema.ts';
import { enteredValue } from './entered-value.ts';
import { FormBoundary } from './form-boundary.tsx';
import type { FormHandle } from './form-handle.ts';
import { createFormState } from './form-state.ts';
import { formStrings } from './form-strings.ts';
import { formTheme, widgetNames } from './form-theme.ts';
import { formValidator } from './form-validator.ts';
import classes from './forms.module.css';
import { ownValues } from './own-values.ts';
import { ProblemList } from './problem-list.tsx';
import { safeUiSchema } from './safe-ui-schema.ts';
import { FormStateContext } from './use-control.ts';
import { focusFirst, useEntered, useProblems, type RjsfForm } from './use-entered.ts';
import { WholeJson } from './whole-json.tsx';

export interface SchemaFormProps {
  readonly label: string;
  /** JSON Schema, 2020-12 or draft-07; references into itself only. */
  readonly schema: JsonObject;
  readonly uiSchema?: JsonObject | undefined;
  /** What is filled in; one that did not come from `onChange` replaces what is entered. */
  readonly value: Json | undefined;
  /** What has been entered so far, shortly after it was; not as it is sent, for which see the handle. */
  readonly onChange: (value: Json | undefined) => void;
  /** What the account found wrong, by JSON pointer into the value. */
  readonly problems: readonly FieldProblem[];
  readonly isReadOnly?: boolean;
  /** The work that is corrected: what differs from it is listed below the form. */
  readonly original?: Json | undefined;
  readonly handle?: Ref<FormHandle>;
}

/** No name of a property has it in it. */
const separator = '\u001f';

/** A form for a JSON Schema. Plain Enter sends nothing: what sends is outside of it. */
export function SchemaForm(props: SchemaFormProps) {
  const { generation, report } = useGeneration(props);
  return <OneForm key={generation} {...props} onChange={report} />;
}

/** A value that did not come from the form itself starts it again. */
function useGeneration({ value, onChange }: SchemaFormProps) {
  const [generation, setGeneration] = useState(0);
  const [first] = useState(() => ownValues(value));
  const own = useRef(first);
  useEffect(() => {
    if (own.current.hears(value)) return;
    setGeneration((before) => before + 1);
  }, [value]);
  const report = (entered: Json | undefined) => {
    own.current.said(entered);
    onChange(entered);
  };
  return { generation, report };
}

function OneForm(props: SchemaFormProps) {
  const { label, schema, uiSchema, value, problems, original, onChange } = props;
  const prefix = useId();
  const [state] = useState(() => createFormState(prefix, flushSync));
  const [first] = useState(value);
  const form = useRef<RjsfForm>(null);
  const drawn = useMemo(() => drawnSchema(schema) as RJSFSchema, [schema]);
  const ui = useMemo(() => safeUiSchema(uiSchema, widgetNames), [uiSchema]);
  const [data, setData] = useState<Json | undefined>(first);
  const entered = useEntered(state, form, onChange);
  const check = useProblems(state, schema, problems, entered);
  useImperativeHandle(props.handle, () => ({
    value: () => {
      state.handOver();
      return enteredValue(schema, entered());
    },
    focusProblem: () => focusFirst(state),
  }));
  const change = ({ formData }: IChangeEvent, id?: string) => {
    setData(formData as Json | undefined);
    // Without the id of a field it is rjsf that has filled in what the schema says; nobody has entered anything.
    if (id === undefined) return;
    onChange(formData as Json | undefined);
    check();
  };
  // What the schema fills in is no change of anybody's.
  const before = useMemo(
    () => (original === undefined ? undefined : getDefaultFormState(formValidator, drawn, original, drawn)),
    [drawn, original],
  );
  const leave = () => {
    state.handOver();
    check();
  };
  return (
    <FormStateContext value={state}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only listens to what happens in its controls */}
      <section className={classes.form} data-form aria-label={label} onBlur={leave} onKeyDown={keepEscape}>
        <ProblemList />
        <FormBoundary fallback={<WholeJson value={first} onChange={onChange} />}>
          <Form<unknown, RJSFSchema, GenericObjectType>
            {...formTheme}
            ref={form}
            tagName="div"
            schema={drawn}
            uiSchema={ui}
            validator={formValidator}
            initialFormData={first}
            idSeparator={separator}
            readonly={props.isReadOnly === true}
            showErrorList={false}
            translateString={translated}
            onChange={change}
          >
            <></>
          </Form>
        </FormBoundary>
        {before !== undefined && (
          <ChangeList
            state={state}
            changes={changesBetween(enteredValue(schema, before), enteredValue(schema, data))}
          />
        )}
      </section>
    </FormStateContext>
  );
}

/** What is open in a form is closed first; only then does Escape mean what it means in the window. */
function keepEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || !(event.target instanceof HTMLElement)) return;
  if (event.target.ariaExpanded === 'true' || event.target.closest('[role="dialog"]') !== null) {
    event.stopPropagation();
  }
}

function translated(text: TranslatableString, params?: string[]): string {
  return text === TranslatableString.OptionPrefix || text === TranslatableString.TitleOptionPrefix
    ? formStrings.option(params?.at(-1) ?? '')
    : englishStringTranslator(text, params);
}
