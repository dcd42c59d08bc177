import type { Page } from 'playwright/test';
import type { Json } from '../../../src/shared/json.ts';
import type { FormCase } from './form-case.ts';

/** A control that has the focus, as the page tells it. */
interface Focused {
  readonly kind: string;
  /** Where in the answer it is, and what stands behind that. */
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly options: readonly string[];
  readonly inForm: boolean;
}

const mostKeys = 150;
/** Milliseconds in which a form shows what follows from what was entered. */
const settled = 350;

/** Fills a form in as someone without a mouse does: from its first control to its last, by what has the focus. */
export async function fillByKeyboard(window: Page, form: FormCase): Promise<void> {
  await window.evaluate(() => {
    const first = document.querySelector<HTMLElement>(
      '[data-form] :is(input, textarea, select, button):not(:disabled)',
    );
    first?.focus();
  });
  const added = new Map<string, number>();
  for (let keys = 0; keys < mostKeys; keys += 1) {
    const focused = await window.evaluate(whatHasFocus);
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
    await pick(window, focused.options, form.kinds?.[pointerOf(id.slice(0, -5))] ?? focused.options[0] ?? '');
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
      await pick(window, focused.options, labelOf(form, pointer, value));
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
  const there = added.get(pointer) ?? (await window.evaluate(itemsOf, id));
  if (!Array.isArray(items) || there >= items.length || given !== undefined) return false;
  added.set(pointer, there + 1);
  await window.keyboard.press('Enter');
  // The new item takes the focus as soon as it is drawn.
  await window.waitForFunction(() => document.activeElement?.tagName !== 'BUTTON');
  return true;
}

async function pick(window: Page, options: readonly string[], label: string): Promise<void> {
  const position = options.indexOf(label);
  if (position < 0) throw new Error(`There is no option "${label}" among ${options.join(', ')}`);
  await window.keyboard.press('Home');
  for (let step = 0; step < position; step += 1) await window.keyboard.press('ArrowDown');
}

async function chooseRadio(window: Page, { options }: Focused, value: Json): Promise<void> {
  await window.keyboard.press('Space');
  for (let step = 0; step < options.length; step += 1) {
    const { label } = await window.evaluate(whatHasFocus);
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

/** As an English clock takes it: `0930AM`. */
function timeKeys(value: string): string {
  const at = new Date(value);
  const hours = at.getHours() % 12 || 12;
  const two = (count: number) => String(count).padStart(2, '0');
  return `${two(hours)}${two(at.getMinutes())}${at.getHours() < 12 ? 'AM' : 'PM'}`;
}

function pointerOf(id: string): string {
  return decodeURIComponent(id.replace(/^[^%]*?(?=%2F|$)/, ''));
}

function valueAt(value: Json | undefined, pointer: string): Json | undefined {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>((at, key) => (at as Record<string, Json> | null | undefined)?.[key], value);
}

/** Runs in the page. */
function itemsOf(id: string): number {
  return document.getElementById(id)?.querySelector('[data-items]')?.children.length ?? 0;
}

/** Runs in the page. */
function whatHasFocus(): Focused {
  const element = document.activeElement as HTMLInputElement;
  const list = element.tagName === 'SELECT' ? [...(element as unknown as HTMLSelectElement).options] : [];
  const group = element.closest('fieldset[id], [role="group"][id], [role="radiogroup"]');
  const isBox = element.type === 'checkbox' && group?.hasAttribute('data-choices') === true;
  const radios = element.type === 'radio' ? [...(group?.querySelectorAll('input') ?? [])] : [];
  const kind =
    element.tagName === 'SELECT'
      ? 'select'
      : element.tagName === 'BUTTON'
        ? 'button'
        : element.getAttribute('aria-haspopup') === 'listbox'
          ? 'combobox'
          : element.type;
  // Of these, it is the group around them that stands for a place in the answer.
  const isPart =
    isBox || ['button', 'radio', 'time'].includes(kind) || element.id === `${group?.id ?? ''}-day`;
  return {
    kind,
    id: isPart ? (group?.id ?? '') : element.id,
    name: element.getAttribute('aria-label') ?? element.textContent ?? '',
    label: element.labels?.[0]?.textContent?.trim() ?? '',
    checked: element.checked,
    options:
      list.length > 0
        ? list.map(({ label }) => label)
        : radios.map(({ labels }) => labels?.[0]?.textContent ?? ''),
    inForm: element.closest('[data-form]') !== null,
  };
}
