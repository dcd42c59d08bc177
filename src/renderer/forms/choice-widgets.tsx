import { MultiSelect, Radio, Select } from '@mantine/core';
import type { EnumOptionsType, WidgetProps } from '@rjsf/utils';
import { use } from 'react';
import { Choice, Tick } from './controls.tsx';
import { formStrings } from './form-strings.ts';
import classes from './forms.module.css';
import { isSelector, PlaceContext, useControl, useFormState } from './use-control.ts';

// Options are told apart by their position: their values may be anything.

/** More than these are looked for by typing. */
const longestList = 15;
const longestCheckboxes = 8;

function optionsOf({ options }: WidgetProps): readonly EnumOptionsType[] {
  const known = options.enumOptions ?? [];
  // What a value is called that has no name and is an object: rjsf would say `[object Object]`.
  return known.map((option) =>
    typeof option.value === 'object' && option.label === String(option.value)
      ? { ...option, label: JSON.stringify(option.value) }
      : option,
  );
}

function positionOf(options: readonly EnumOptionsType[], value: unknown): number {
  return options.findIndex((option) => sameValue(option.value, value));
}

function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Handed to the form at once, and to the account's refusals as changed. */
function useChoose(props: WidgetProps) {
  const state = useFormState();
  const { pointer } = use(PlaceContext);
  return (value: unknown) => {
    state.edit(pointer);
    props.onChange(value);
  };
}

export function SelectWidget(props: WidgetProps) {
  const options = optionsOf(props);
  if (props.multiple === true)
    return options.length > longestCheckboxes ? <ManySelect {...props} /> : <CheckboxesWidget {...props} />;
  return options.length > longestList ? <LongSelect {...props} /> : <ShortSelect {...props} />;
}

function ShortSelect(props: WidgetProps) {
  const options = optionsOf(props);
  const choose = useChoose(props);
  const control = useControl(props);
  const position = positionOf(options, props.value);
  const isAlternative = isSelector(props.id);
  return (
    <Choice
      control={control}
      value={String(position)}
      onChoose={(chosen) => choose(options[Number(chosen)]?.value)}
      options={[
        // One of several alternatives is always chosen; without it there would be nothing to fill in.
        ...(isAlternative && position >= 0
          ? []
          : [{ value: '-1', label: control.placeholder ?? formStrings.unanswered }]),
        ...options.map(({ label }, index) => ({ value: String(index), label })),
      ]}
    />
  );
}

function LongSelect(props: WidgetProps) {
  const options = optionsOf(props);
  const choose = useChoose(props);
  const position = positionOf(options, props.value);
  return (
    <Select
      {...useControl(props)}
      searchable
      clearable={props.required !== true}
      nothingFoundMessage={formStrings.noSuchOption}
      value={position < 0 ? null : String(position)}
      onChange={(chosen) => choose(chosen === null ? undefined : options[Number(chosen)]?.value)}
      data={options.map(({ label }, index) => ({ value: String(index), label }))}
    />
  );
}

function ManySelect(props: WidgetProps) {
  const options = optionsOf(props);
  const choose = useChoose(props);
  const chosen = Array.isArray(props.value) ? (props.value as unknown[]) : [];
  return (
    <MultiSelect
      {...useControl(props)}
      searchable
      nothingFoundMessage={formStrings.noSuchOption}
      value={chosen.map((value) => String(positionOf(options, value))).filter((at) => at !== '-1')}
      onChange={(positions) => choose(positions.map((at) => options[Number(at)]?.value as unknown))}
      data={options.map(({ label }, index) => ({ value: String(index), label }))}
    />
  );
}

export function CheckboxesWidget(props: WidgetProps) {
  const { id, label, description, error, withAsterisk, readOnly, onBlur } = useControl(props);
  const options = optionsOf(props);
  const choose = useChoose(props);
  const chosen = Array.isArray(props.value) ? (props.value as unknown[]) : [];
  const isChosen = (value: unknown) => chosen.some((item) => sameValue(item, value));
  const toggle = (value: unknown, checked: boolean) =>
    choose(
      options
        .map((option) => option.value as unknown)
        .filter((candidate) => (sameValue(candidate, value) ? checked : isChosen(candidate))),
    );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- leaving any of the boxes is leaving the group
    <fieldset
      id={id}
      className={classes.choices}
      data-choices
      disabled={readOnly}
      aria-describedby={error === null ? undefined : `${id}-error`}
      data-invalid={error !== null || undefined}
      onBlur={onBlur}
    >
      <legend className={classes.legend}>
        {label ?? props.label}
        {withAsterisk && <span aria-hidden> *</span>}
      </legend>
      {description !== undefined && <p className={classes.description}>{description}</p>}
      {options.map((option, index) => (
        <Tick
          key={index}
          control={{ error }}
          label={option.label}
          checked={isChosen(option.value)}
          onTick={(checked) => toggle(option.value, checked)}
        />
      ))}
      {error !== null && (
        <p id={`${id}-error`} className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

export function RadioWidget(props: WidgetProps) {
  const { id, label, description, error, withAsterisk, readOnly, onBlur } = useControl(props);
  const options = optionsOf(props);
  const choose = useChoose(props);
  const chosen = positionOf(options, props.value);
  return (
    <fieldset
      id={id}
      role="radiogroup"
      className={classes.choices}
      disabled={readOnly}
      aria-required={withAsterisk}
      aria-describedby={error === null ? undefined : `${id}-error`}
      onBlur={onBlur}
    >
      <legend className={classes.legend}>
        {label ?? props.label}
        {withAsterisk && <span aria-hidden> *</span>}
      </legend>
      {description !== undefined && <p className={classes.description}>{description}</p>}
      {options.map((option, index) => (
        <Radio
          key={index}
          size="xs"
          name={id}
          label={option.label}
          checked={index === chosen}
          onChange={() => choose(option.value)}
        />
      ))}
      {error !== null && (
        <p id={`${id}-error`} className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

export function CheckboxWidget(props: WidgetProps) {
  const control = useControl(props);
  const choose = useChoose(props);
  // `const: true` is the only thing that makes a box one that must be ticked.
  const mustBe = control.withAsterisk && props.schema.const === true;
  return (
    <Tick
      control={control}
      label={
        <>
          {control.label ?? props.label}
          {mustBe && (
            <span className={classes.asterisk} aria-hidden>
              {' '}
              *
            </span>
          )}
        </>
      }
      required={mustBe}
      checked={props.value === true}
      onTick={choose}
    />
  );
}
