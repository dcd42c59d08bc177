import type { ComponentProps, CSSProperties, ReactNode } from 'react';
import classes from './controls.module.css';

// The inputs of which a form may have hundreds. They are the browser's own: a component of the library that the rest of the window
// is made of takes several times as long to be drawn, and looks the same.

/** What a control is called and what is said about it, as `useControl` knows it. */
export interface Control {
  readonly id?: string | undefined;
  readonly label?: string | undefined;
  readonly 'aria-label'?: string | undefined;
  readonly description?: ReactNode;
  readonly error?: string | null;
  /** Where what is wrong is said elsewhere. */
  readonly isInvalid?: boolean;
  readonly withAsterisk?: boolean;
  readonly 'aria-required'?: boolean;
  readonly readOnly?: boolean;
  readonly placeholder?: string | undefined;
  readonly onBlur?: () => void;
}

interface Surrounded {
  readonly control: Control;
  /** Of all that belongs to the control. */
  readonly className?: string | undefined;
}

/** The name above, what it is about, the input, and below it what is wrong with it. */
export function Labelled({ control, className, children }: Surrounded & { readonly children: ReactNode }) {
  const { id, label, withAsterisk } = control;
  return (
    <div className={className}>
      {label !== undefined && (
        <label className={classes.label} htmlFor={id}>
          {label}
          {withAsterisk === true && <span aria-hidden> *</span>}
        </label>
      )}
      <Description control={control} />
      {children}
      <Problem control={control} />
    </div>
  );
}

interface Typed {
  readonly text: string;
  readonly onType: (text: string) => void;
}

type LineProps = Typed & Pick<ComponentProps<'input'>, 'type' | 'inputMode' | 'autoComplete' | 'ref'>;

export function LineInput({ control, text, onType, ...input }: Omit<Surrounded, 'className'> & LineProps) {
  return (
    <input
      {...input}
      {...common(control)}
      className={classes.input}
      value={text}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
    />
  );
}

/** A line with all that belongs to it. */
export function Line({ control, className, ...line }: Surrounded & LineProps) {
  return (
    <Labelled control={control} className={className}>
      <LineInput control={control} {...line} />
    </Labelled>
  );
}

interface AreaProps extends Surrounded, Typed {
  /** Lines that there is always room for. */
  readonly least: number;
  /** Lines up to which it grows. */
  readonly most: number;
  readonly inputClassName?: string | undefined;
  readonly spellCheck?: boolean;
}

/** More than one line. */
export function Area(props: AreaProps) {
  const { control, className, text, onType, least, most, inputClassName = '', ...input } = props;
  return (
    <Labelled control={control} className={className}>
      <textarea
        {...input}
        {...common(control)}
        className={`${classes.input} ${classes.area} ${inputClassName}`}
        style={{ '--least': least, '--most': most } as CSSProperties}
        value={text}
        onChange={({ currentTarget }) => onType(currentTarget.value)}
      />
    </Labelled>
  );
}

interface ChoiceProps extends Surrounded {
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChoose: (value: string) => void;
}

/** One of a few. */
export function Choice({ control, className, options, value, onChoose }: ChoiceProps) {
  const { readOnly, placeholder: _none, ...input } = common(control);
  return (
    <Labelled control={control} className={className}>
      <div className={classes.select}>
        <select
          {...input}
          className={classes.input}
          disabled={readOnly}
          value={value}
          onChange={({ currentTarget }) => onChoose(currentTarget.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </div>
    </Labelled>
  );
}

interface TickProps {
  readonly control: Pick<Control, 'id' | 'description' | 'error' | 'readOnly' | 'onBlur'>;
  readonly label: ReactNode;
  /** Not to be left as it is. */
  readonly required?: boolean;
  readonly checked: boolean;
  readonly onTick: (checked: boolean) => void;
}

/** A box to be ticked; its name wraps it where it has no id of its own. */
export function Tick({ control, label, required = false, checked, onTick }: TickProps) {
  const { readOnly, placeholder: _none, ...input } = common(control);
  const Name = control.id === undefined ? 'span' : 'label';
  const box = (
    <>
      <input
        {...input}
        type="checkbox"
        className={classes.box}
        required={required}
        disabled={readOnly}
        checked={checked}
        onChange={({ currentTarget }) => onTick(currentTarget.checked)}
      />
      <Name className={classes.tickLabel} {...(control.id === undefined ? {} : { htmlFor: control.id })}>
        {label}
      </Name>
    </>
  );
  if (control.id === undefined) return <label className={classes.tick}>{box}</label>;
  return (
    <div className={classes.tick}>
      {box}
      <Description control={control} />
      <Problem control={control} />
    </div>
  );
}

/** What an input says of itself to those who cannot see what is around it. */
function common(control: Control) {
  const { id, error, readOnly, placeholder, onBlur } = control;
  const described = [
    ...(isSaid(error) && id !== undefined ? [`${id}-error`] : []),
    ...(isSaid(control.description) ? [`${id}-description`] : []),
  ].join(' ');
  return {
    id,
    'aria-label': control['aria-label'],
    'aria-required': control['aria-required'],
    'aria-invalid': isSaid(error) || control.isInvalid === true || undefined,
    'aria-describedby': described === '' ? undefined : described,
    readOnly,
    placeholder,
    onBlur,
  };
}

function Description({ control: { id, description } }: { readonly control: Control }) {
  if (!isSaid(description)) return null;
  return (
    <p id={`${id}-description`} className={classes.description}>
      {description}
    </p>
  );
}

function Problem({ control: { id, error } }: { readonly control: Control }) {
  if (!isSaid(error)) return null;
  return (
    <p id={`${id}-error`} className={classes.error}>
      {error}
    </p>
  );
}

function isSaid(what: ReactNode): boolean {
  return what !== undefined && what !== null && what !== '';
}
