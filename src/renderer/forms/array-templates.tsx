import type { ArrayFieldItemTemplateProps, ArrayFieldTemplateProps } from '@rjsf/utils';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { use, useRef } from 'react';
import { formStrings } from './form-strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { AddButton } from './field-templates.tsx';
import { afterDrawing } from './after-drawing.ts';
import classes from './forms.module.css';
import { controlId, PlaceContext, useFormState, useProblem } from './use-control.ts';

const controls = 'input:not([type="hidden"]), textarea, select';

/** As many as are wanted of one thing; a new one takes the focus. */
export function ArrayFieldTemplate(props: ArrayFieldTemplateProps) {
  const { items, canAdd, onAddClick, required, schema, uiSchema, readonly, disabled } = props;
  const { pointer, label } = use(PlaceContext);
  const state = useFormState();
  const problem = useProblem(pointer);
  const box = useRef<HTMLDivElement>(null);
  const description = uiSchema?.['ui:description'] ?? schema.description;
  const add = () => {
    // What is typed elsewhere in the list goes with the item that it was typed in.
    state.handOver();
    state.edit(pointer);
    const list = box.current;
    afterDrawing(list, () => list?.lastElementChild?.querySelector<HTMLElement>(controls)?.focus());
    onAddClick();
  };
  return (
    <fieldset className={classes.group} id={controlId(state, pointer)} tabIndex={-1}>
      <legend className={classes.legend}>
        {label}
        {required === true && <span aria-hidden> *</span>}
      </legend>
      {description !== undefined && <p className={classes.description}>{description}</p>}
      <div ref={box} className={classes.items} data-items>
        {items}
      </div>
      {problem !== null && <p className={classes.error}>{problem}</p>}
      {canAdd === true && readonly !== true && disabled !== true && <AddButton what={label} onClick={add} />}
    </fieldset>
  );
}

/** One of them, with what can be done to it; the focus stays with the item that is moved. */
export function ArrayFieldItemTemplate(props: ArrayFieldItemTemplateProps) {
  const { children, hasToolbar, buttonsProps, index, disabled, readonly } = props;
  const { hasMoveUp, hasMoveDown, hasRemove, onMoveUpItem, onMoveDownItem, onRemoveItem } = buttonsProps;
  const { pointer, label } = use(PlaceContext);
  const state = useFormState();
  const box = useRef<HTMLDivElement>(null);
  const name = formStrings.item(props.schema.title ?? label, index + 1);
  const change = (
    work: (event?: never) => void,
    after: (list: Element) => HTMLElement | null | undefined,
  ) => {
    const list = box.current?.parentElement;
    state.handOver();
    state.edit(pointer);
    afterDrawing(list, () => {
      if (list) after(list)?.focus();
    });
    work();
  };
  const move = (work: () => void, to: number, direction: 'up' | 'down') =>
    change(work, (list) => {
      const row = list.children[to];
      const [first] = row?.querySelectorAll<HTMLElement>(`[data-move="${direction}"] button`) ?? [];
      return first ?? row?.querySelector<HTMLElement>('[data-move] button');
    });
  const remove = () =>
    change(onRemoveItem, (list) => {
      const next = list.children[Math.min(index, list.children.length - 1)];
      return (
        next?.querySelector<HTMLElement>('[data-move="remove"] button') ??
        list.parentElement?.querySelector<HTMLElement>(':scope > button')
      );
    });
  const isFixed = disabled === true || readonly === true;
  return (
    <div ref={box} className={classes.item}>
      <div className={classes.itemField}>{children}</div>
      {hasToolbar && !isFixed && (
        <div className={classes.tools}>
          {hasMoveUp && (
            <span data-move="up">
              <IconButton
                icon={IconArrowUp}
                label={formStrings.moveUp(name)}
                onClick={() => move(onMoveUpItem, index - 1, 'up')}
              />
            </span>
          )}
          {hasMoveDown && (
            <span data-move="down">
              <IconButton
                icon={IconArrowDown}
                label={formStrings.moveDown(name)}
                onClick={() => move(onMoveDownItem, index + 1, 'down')}
              />
            </span>
          )}
          {hasRemove && (
            <span data-move="remove">
              <IconButton icon={IconTrash} label={formStrings.remove(name)} onClick={remove} />
            </span>
          )}
        </div>
      )}
    </div>
  );
}
