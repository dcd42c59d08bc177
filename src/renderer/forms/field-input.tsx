import { Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json } from '../../shared/json.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { problemsAt, type FieldInputProps, type PropsOf } from './field-props.ts';
import type { FormField } from './form-field.ts';
import { below } from './form-pointers.ts';
import { initialValue, withField } from './form-value.ts';
import classes from './forms.module.css';
import {
  BooleanField,
  ChoiceField,
  ChoicesField,
  JsonField,
  NumberField,
  TextField,
} from './simple-fields.tsx';

const words = strings.form;

/** The control of one field, with its name, its description and what is wrong with it. */
export function FieldInput(props: FieldInputProps) {
  const { field } = props;
  switch (field.kind) {
    case 'text':
      return <TextField {...props} field={field} />;
    case 'number':
      return <NumberField {...props} field={field} />;
    case 'boolean':
      return <BooleanField {...props} field={field} />;
    case 'choice':
      return <ChoiceField {...props} field={field} />;
    case 'choices':
      return <ChoicesField {...props} field={field} />;
    case 'group':
      return <GroupInput {...props} field={field} />;
    case 'list':
      return <ListInput {...props} field={field} />;
    case 'json':
      return <JsonField {...props} field={field} />;
    default:
      return assertNever(field);
  }
}

/** The fields of an object, below each other; the outermost needs no frame. */
function GroupInput(props: PropsOf<'group'>) {
  const { field, pointer, label, value, problems, onChange } = props;
  const inside = isJsonObject(value) ? value : {};
  const problem = problemsAt(props);
  const fields = field.fields.map((part) => (
    <FieldInput
      key={part.name}
      field={part}
      pointer={below(pointer, part.name)}
      label={part.label}
      value={inside[part.name]}
      problems={problems}
      onChange={(change) => onChange(withField(value, part.name, change))}
    />
  ));
  if (pointer === '') return <div className={classes.fields}>{fields}</div>;
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>
        {label}
        {field.required && field.name !== '' && <span aria-hidden> *</span>}
      </legend>
      {field.description !== null && <p className={classes.description}>{field.description}</p>}
      {problem !== null && <p className={classes.error}>{problem}</p>}
      <div className={classes.fields}>{fields}</div>
    </fieldset>
  );
}

/** As many as are wanted of one thing; a new one takes the focus. */
function ListInput(props: PropsOf<'list'>) {
  const { field, pointer, label, value, problems, onChange } = props;
  const items = Array.isArray(value) ? value : [];
  const box = useRef<HTMLDivElement>(null);
  const add = () => {
    onChange([...items, initialValue(field.item, undefined) ?? emptyItem(field.item)]);
    requestAnimationFrame(() =>
      box.current?.lastElementChild?.querySelector<HTMLElement>('input, textarea, select')?.focus(),
    );
  };
  const problem = problemsAt(props);
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>
        {label}
        {field.required && <span aria-hidden> *</span>}
      </legend>
      {field.description !== null && <p className={classes.description}>{field.description}</p>}
      <div ref={box} className={classes.items}>
        {items.map((item, index) => (
          <div key={index} className={classes.item}>
            <div className={classes.itemField}>
              <FieldInput
                field={field.item}
                pointer={below(pointer, index)}
                label={words.item(label, index + 1)}
                value={item}
                problems={problems}
                onChange={(change) => onChange(items.with(index, change ?? emptyItem(field.item)))}
              />
            </div>
            {items.length > field.least && (
              <IconButton
                icon={IconTrash}
                label={words.remove(words.item(label, index + 1))}
                onClick={() => onChange(items.filter((_item, other) => other !== index))}
              />
            )}
          </div>
        ))}
      </div>
      {problem !== null && <p className={classes.error}>{problem}</p>}
      {items.length < field.most && !field.readOnly && (
        <Button
          className={classes.add}
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.75} aria-hidden />}
          onClick={add}
        >
          {words.add(label)}
        </Button>
      )}
    </fieldset>
  );
}

/** A place in a list cannot be nothing: text that is not there yet is empty, everything else is null. */
function emptyItem({ kind }: FormField): Json {
  return kind === 'text' ? '' : null;
}
