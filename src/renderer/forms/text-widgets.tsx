import { MaskInput, NumberInput } from '@mantine/core';
import type { WidgetProps } from '@rjsf/utils';
import { Area, Line } from './controls.tsx';
import { typedNumber } from './typed-number.ts';
import classes from './forms.module.css';
import { currencyMask, numberText, type NumberMask } from './number-mask.ts';
import { useControl, useTyped } from './use-control.ts';

/** Longer texts than this get more than one line. */
const longestLine = 200;
const asText = (value: unknown) => (typeof value === 'string' ? value : numberText(value));

export function TextWidget(props: WidgetProps) {
  const { schema, options } = props;
  if (schema.type === 'number' || schema.type === 'integer') return <NumberWidget {...props} />;
  if (options['mask'] !== undefined) return <MaskedText {...props} />;
  if (schema.maxLength !== undefined && schema.maxLength > longestLine && schema.format === undefined) {
    return <TextareaWidget {...props} />;
  }
  return <LineOfText {...props} />;
}

function LineOfText(props: WidgetProps) {
  const { options, schema } = props;
  const { text, type } = useTyped(props, orNothing, asText);
  return (
    <Line
      control={useControl(props)}
      type={inputTypes[String(options.inputType ?? schema.format)] ?? 'text'}
      text={text}
      onType={type}
    />
  );
}

/** Only those that change the keyboard of a device or hide what is typed; the browser's own checks are not asked for. */
const inputTypes: Readonly<Record<string, string>> = {
  email: 'email',
  uri: 'url',
  password: 'password',
  tel: 'tel',
};

export function PasswordWidget(props: WidgetProps) {
  return <LineOfText {...props} options={{ ...props.options, inputType: 'password' }} />;
}

export function TextareaWidget(props: WidgetProps) {
  const { text, type } = useTyped(props, orNothing, asText);
  const { rows } = props.options;
  return (
    <Area
      control={useControl(props)}
      least={typeof rows === 'number' ? rows : 3}
      most={12}
      text={text}
      onType={type}
    />
  );
}

function orNothing(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** `ui:options: { mask: phone }`, or a pattern of its own such as `999-999` (9 a digit, a letter `a`, either `*`). */
function MaskedText(props: WidgetProps) {
  const { text, type } = useTyped(props, orNothing, asText);
  const mask = String(props.options['mask']);
  return (
    <MaskInput
      {...useControl(props)}
      className={classes.short}
      mask={mask === 'phone' ? phoneMask(text) : mask}
      type={mask === 'phone' ? 'tel' : 'text'}
      slotChar={null}
      value={text}
      onChangeRaw={(_raw, masked) => {
        if (masked !== text) type(masked);
      }}
    />
  );
}

/** Groups of three after the country's code: what every phone number may be written as. */
function phoneMask(text: string): string {
  return text === '' || text.startsWith('+') ? '+99 999 999 99999' : '9999 999 99999';
}

/** A number as it is typed; with `ui:options: { mask: currency | percent | number }` in groups, with its unit. */
export function NumberWidget(props: WidgetProps) {
  const mask = props.options['mask'];
  if (mask === 'currency' || mask === 'percent' || mask === 'number')
    return <MaskedNumber {...props} mask={mask} />;
  return <PlainNumber {...props} />;
}

function PlainNumber(props: WidgetProps) {
  const { text, type } = useTyped(props, typedNumber, asText);
  return (
    <Line
      control={useControl(props)}
      className={classes.short}
      inputMode={props.schema.type === 'integer' ? 'numeric' : 'decimal'}
      text={text}
      onType={type}
    />
  );
}

function MaskedNumber({ mask, ...props }: WidgetProps & { readonly mask: NumberMask }) {
  const { currency, decimals } = props.options;
  const { text, type } = useTyped(props, typedNumber, asText);
  const unit = mask === 'currency' ? currencyMask(typeof currency === 'string' ? currency : null) : null;
  return (
    <NumberInput
      {...useControl(props)}
      className={classes.short}
      hideControls
      allowDecimal={props.schema.type !== 'integer'}
      decimalScale={typeof decimals === 'number' ? decimals : (unit?.decimals ?? 20)}
      decimalSeparator={unit?.decimal ?? '.'}
      thousandSeparator={mask === 'percent' ? '' : (unit?.group ?? ' ')}
      prefix={unit?.prefix ?? ''}
      suffix={mask === 'percent' ? ' %' : (unit?.suffix ?? '')}
      value={text}
      onValueChange={({ value }, { source }) => {
        if ((source as string) === 'event') type(value);
      }}
    />
  );
}
