import type {
  FieldTemplateProps,
  MultiSchemaFieldTemplateProps,
  ObjectFieldTemplateProps,
  WrapIfAdditionalTemplateProps,
} from '@rjsf/utils';
import { ADDITIONAL_PROPERTY_FLAG, canExpand } from '@rjsf/utils';
import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { use, useMemo, useRef } from 'react';
import { escapeSegment } from '../../shared/json-schema/pointer-segment.ts';
import { humanize } from '../../shared/human-task/title.ts';
import { formStrings } from './form-strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import classes from './forms.module.css';
import { afterDrawing } from './after-drawing.ts';
import { firstPart, useInParts } from './use-in-parts.ts';
import { controlId, PlaceContext, useFormState, useLabel, useProblem } from './use-control.ts';

/** Every field: tells what is inside of it where it is and what it is called. The controls draw their own names and problems. */
export function FieldTemplate(props: FieldTemplateProps) {
  const { fieldPathId, label, hidden, children, rawHelp, schema } = props;
  const { path } = fieldPathId;
  const outer = use(PlaceContext);
  const pointer = path.map((segment) => `/${escapeSegment(String(segment))}`).join('');
  const name = labelOf(label, path, outer.label, schema.title);
  const place = useMemo(() => ({ pointer, path, label: name }), [pointer, path, name]);
  useLabel(pointer, name);
  if (hidden === true) return null;
  return (
    <PlaceContext value={place}>
      <WrapIfAdditionalTemplate {...props}>
        <>
          {children}
          {rawHelp !== undefined && <p className={classes.description}>{rawHelp}</p>}
        </>
      </WrapIfAdditionalTemplate>
    </PlaceContext>
  );
}

/** Items are counted; a name that is only a key is put in words. */
function labelOf(
  label: string,
  path: readonly (string | number)[],
  outer: string,
  title: string | undefined,
): string {
  const key = path.at(-1);
  if (typeof key === 'number') return formStrings.item(title ?? outer, key + 1);
  return label === key ? humanize(label) : label;
}

/** What is named by its schema, and what the user adds to it: that takes the focus, its name first. */
export function ObjectFieldTemplate(props: ObjectFieldTemplateProps) {
  const { properties, description, required, fieldPathId, schema, uiSchema, formData, onAddProperty } = props;
  const { pointer, label } = use(PlaceContext);
  const state = useFormState();
  const problem = useProblem(pointer);
  const fields = properties.filter(({ hidden }) => !hidden);
  const box = useRef<HTMLDivElement>(null);
  const add = () => {
    state.handOver();
    const list = box.current;
    afterDrawing(list, () => list?.lastElementChild?.querySelector<HTMLElement>('input')?.focus());
    onAddProperty();
  };
  const drawn = useInParts(fields.length);
  const body = (
    <>
      {description !== undefined && description !== '' && (
        <p className={classes.description}>{description}</p>
      )}
      {problem !== null && pointer !== '' && <p className={classes.error}>{problem}</p>}
      <div ref={box} className={classes.fields} data-many={fields.length > firstPart}>
        {fields.slice(0, drawn).map(({ name, content }) => (
          <div key={name}>{content}</div>
        ))}
      </div>
      {canExpand(schema, uiSchema, formData) && props.readonly !== true && props.disabled !== true && (
        <AddButton what={label} onClick={add} />
      )}
    </>
  );
  // What an alternative adds to an object needs no second frame around it.
  if (pointer === '' || fieldPathId.path.length === 0 || isAlternative(fieldPathId.$id)) {
    return <div className={classes.fields}>{body}</div>;
  }
  return (
    <fieldset className={classes.group} id={controlId(state, pointer)} tabIndex={-1}>
      <legend className={classes.legend}>
        {label}
        {required === true && typeof fieldPathId.path.at(-1) !== 'number' && <span aria-hidden> *</span>}
      </legend>
      {body}
    </fieldset>
  );
}

function isAlternative(id: string): boolean {
  return id.endsWith('XxxOf');
}

/** The choice between alternatives, and below it what the chosen one asks for. */
export function MultiSchemaFieldTemplate({ selector, optionSchemaField }: MultiSchemaFieldTemplateProps) {
  return (
    <div className={classes.alternatives}>
      {selector}
      {optionSchemaField}
    </div>
  );
}

export function AddButton({ what, onClick }: { readonly what: string; readonly onClick: () => void }) {
  return (
    <Button
      className={classes.add}
      variant="default"
      leftSection={<IconPlus size={14} stroke={1.75} aria-hidden />}
      onClick={onClick}
    >
      {formStrings.add(what)}
    </Button>
  );
}

/** A property whose name is the user's, too. */
export function WrapIfAdditionalTemplate(props: WrapIfAdditionalTemplateProps) {
  const { schema, label, children, readonly, disabled, onKeyRenameBlur, onRemoveProperty } = props;
  if (!(ADDITIONAL_PROPERTY_FLAG in schema)) return children;
  const isFixed = readonly || disabled;
  return (
    <div className={classes.item}>
      <TextInput
        key={label}
        className={classes.key}
        label={formStrings.key}
        defaultValue={label}
        readOnly={isFixed}
        onBlur={onKeyRenameBlur}
      />
      <div className={classes.itemField}>{children}</div>
      {!isFixed && (
        <IconButton icon={IconTrash} label={formStrings.remove(label)} onClick={() => onRemoveProperty()} />
      )}
    </div>
  );
}
