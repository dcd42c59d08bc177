import type { Page } from 'playwright/test';
import type { Json } from '../../../src/shared/json.ts';
import { countItems, focusedOf, focusFirst, pick, pointerOf, timeKeys, type Focused } from './focused.ts';
import type { FormCase } from './form-case.ts';
import { valueAt } from './value-at.ts';

const mostKeys = 150;
/** Milliseconds in which a form shows what follows from what was entered. */
const settled = 350;

/** Fills a form in as someone without a mouse does: from its first control to its last, by what has the focus. */
export async function fillByKeyboard(window: Page, form: FormCase): Promise<void> {
  await focusFirst(window);
  const added = new Map<string, number>();
  for (let keys = 0; keys < mostKeys; keys += 1) {
    const focused = await focusedOf(window);
    if (focused.kind === 'nothing') throw new Error(`The form "${form.title}" has lost the focus`);
    if (!focused.inForm) return;
    const moved = await enter(window, form, focused, added);
    if (isConditional(form)) await window.waitForTimeout(settled);
    if (!moved) await window.keyboard.press('Tab');
  }
  throw new Error(`The form "${form.title}" has no end`);
}

/** Whether what is entered decides what is asked next: a person looks before going on. */
function isConditional({ schema }: FormCase): boolean {
  return /"(if|dependencies|dependentSchemas|oneOf|anyOf)":/.test(JSON.stringify(schema));
}

/** @returns whether the focus has moved on by itself */
async function enter(
  window: Page,
  form: FormCase,
  focused: Focused,
  added: Map<string, number>,
): Promise<boolean> {
  const { keyboard } = window;
  const { kind, id } = focused;
  if (kind === 'button') return addItem(window, form, focused, added);
  if (id.endsWith('-kind')) {
    await pick(window, focused, form.kinds?.[pointerOf(id.slice(0, -5))] ?? focused.options[0] ?? '');
    return false;
  }
  const pointer = pointerOf(id);
  if (form.untouched?.includes(pointer) === true) return false;
  const value = valueAt(form.answer, pointer);
  if (value === undefined) return false;
  switch (kind) {
    case 'checkbox': {
      const wanted = Array.isArray(value)
        ? value.some((item) => textOf(item) === focused.label)
        : value === true;
      if (wanted !== focused.checked) await keyboard.press('Space');
      return false;
    }
    case 'radio':
      await chooseRadio(window, focused, value);
      return false;
    case 'select':
      await pick(window, focused, labelOf(form, pointer, value));
      return false;
    case 'combobox':
      for (const item of Array.isArray(value) ? value : [value]) {
        await keyboard.type(textOf(item));
        await keyboard.press('ArrowDown');
        await keyboard.press('Enter');
      }
      return false;
    case 'time':
      await keyboard.type(timeKeys(typeof value === 'string' ? value : ''));
      return false;
    default:
      await keyboard.press('ControlOrMeta+a');
      await keyboard.type(textOf(value));
      return false;
  }
}

async function addItem(window: Page, form: FormCase, { id, name }: Focused, added: Map<string, number>) {
  if (!name.startsWith('Add to ')) return false;
  const pointer = pointerOf(id);
  const items = valueAt(form.answer, pointer);
  const given = valueAt(form.given ?? {}, pointer);
  const there = added.get(pointer) ?? (await countItems(window, id));
  if (!Array.isArray(items) || there >= items.length || given !== undefined) return false;
  added.set(pointer, there + 1);
  await window.keyboard.press('Enter');
  // The new item takes the focus as soon as it is drawn.
  await window.waitForFunction(() => document.activeElement?.tagName !== 'BUTTON');
  return true;
}

async function chooseRadio(window: Page, { options }: Focused, value: Json): Promise<void> {
  await window.keyboard.press('Space');
  for (let step = 0; step < options.length; step += 1) {
    const { label } = await focusedOf(window);
    if (label === textOf(value)) return;
    await window.keyboard.press('ArrowDown');
  }
}

/** `oneOf` of constants shows their titles. */
function labelOf({ schema }: FormCase, pointer: string, value: Json): string {
  const property = valueAt(schema, `/properties${pointer}`);
  const options = (property as { oneOf?: { const: Json; title: string }[] } | undefined)?.oneOf ?? [];
  return options.find((option) => option.const === value)?.title ?? textOf(value);
}

function textOf(value: Json): string {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)) {
    const at = new Date(value);
    return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
