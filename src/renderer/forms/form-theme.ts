import { getDefaultRegistry, type ThemeProps } from '@rjsf/core';
import { generateTemplates } from '@rjsf/mantine/lib/templates/index.js';
import { ArrayFieldItemTemplate, ArrayFieldTemplate } from './array-templates.tsx';
import { CheckboxesWidget, CheckboxWidget, RadioWidget, SelectWidget } from './choice-widgets.tsx';
import { DateTimeWidget, DateWidget, TimeWidget } from './date-widgets.tsx';
import {
  FieldTemplate,
  MultiSchemaFieldTemplate,
  ObjectFieldTemplate,
  WrapIfAdditionalTemplate,
} from './field-templates.tsx';
import { JsonField } from './json-field.tsx';
import { NumberWidget, PasswordWidget, TextareaWidget, TextWidget } from './text-widgets.tsx';

const { fields } = getDefaultRegistry();

const controls = {
  TextWidget,
  EmailWidget: TextWidget,
  URLWidget: TextWidget,
  PasswordWidget,
  TextareaWidget,
  UpDownWidget: NumberWidget,
  RangeWidget: NumberWidget,
  DateWidget,
  DateTimeWidget,
  AltDateWidget: DateWidget,
  AltDateTimeWidget: DateTimeWidget,
  TimeWidget,
  CheckboxWidget,
  CheckboxesWidget,
  RadioWidget,
  SelectWidget,
  FileWidget: TextWidget,
  ColorWidget: TextWidget,
};

/** By the names that a `uiSchema` may use, whatever the type: one that does not fit must not end the form. */
const named = {
  text: TextWidget,
  email: TextWidget,
  uri: TextWidget,
  password: PasswordWidget,
  textarea: TextareaWidget,
  updown: NumberWidget,
  range: NumberWidget,
  date: DateWidget,
  datetime: DateTimeWidget,
  'date-time': DateTimeWidget,
  'alt-date': DateWidget,
  'alt-datetime': DateTimeWidget,
  time: TimeWidget,
  checkbox: CheckboxWidget,
  checkboxes: CheckboxesWidget,
  radio: RadioWidget,
  select: SelectWidget,
};

/** `hidden` is rjsf's own: it draws nothing that can be seen. */
export const widgetNames: ReadonlySet<string> = new Set([...Object.keys(named), 'hidden']);

/** rjsf's Mantine theme where it does what is needed, and this window's own controls for the rest. */
export const formTheme: ThemeProps = {
  templates: {
    ...generateTemplates(),
    FieldTemplate,
    ObjectFieldTemplate,
    ArrayFieldTemplate,
    ArrayFieldItemTemplate,
    MultiSchemaFieldTemplate,
    WrapIfAdditionalTemplate,
  },
  widgets: { ...controls, ...named },
  // The controls of numbers give numbers; rjsf's own field turns text into them, and would do it twice.
  fields: { ...fields, NumberField: fields['StringField'] ?? JsonField, FallbackField: JsonField },
};
