import type { Page } from 'playwright/test';
import { isJsonObject } from '../../../src/shared/json-object.ts';
import type { Json, JsonObject } from '../../../src/shared/json.ts';
import { exampleOf, valueOfOption } from './example-value.ts';
import { countItems, focusedOf, focusFirst, pick, pointerOf, timeKeys, type Focused } from './focused.ts';
import type { PublishedForm } from './published-forms.ts';
import { partsAt } from './schema-parts.ts';
import { segmentsOf, valueAt } from './value-at.ts';

/** What was entered, by the place in the answer. */
export type Entered = ReadonlyMap<string, EnteredValue>;

export type EnteredValue =
  | { readonly kind: 'value'; readonly value: Json }
  /** A time, however it is written. */
  | { readonly kind: 'moment'; readonly at: string }
  /** One of several that are ticked. */
  | { readonly kind: 'item'; readonly value: Json };

const mostKeys = 900;
/** Deeper than this, lists that may be empty stay so: a tree has no end. */
const deepest = 5;
/** Milliseconds in which a form shows what follows from what was entered. */
const settled = 200;

interface Filling {
  readonly window: Page;
  readonly form: PublishedForm;
  readonly isConditional: boolean;
  readonly entered: Map<string, EnteredValue>;
  /** The lists to which something was added. */
  readonly added: Set<string>;
  /** How many boxes of a group were ticked. */
  readonly ticked: Map<string, number>;
}

/** Fills a form in from the keyboard, without knowing more of it than its schema. @returns what stands in it then */
export async function fillBySchema(window: Page, form: PublishedForm): Promise<Entered> {
  const isConditional = /"(if|dependencies|dependentSchemas|oneOf|anyOf)":/.test(JSON.stringify(form.schema));
  const filling: Filling = {
    window,
    form,
    isConditional,
    entered: new Map(),
    added: new Set(),
    ticked: new Map(),
  };
  await focusFirst(window);
  for (let keys = 0; keys < mostKeys; keys += 1) {
    const focused = await focusedOf(window);
    if (!focused.inForm) return stillShown(window, filling.entered);
    const moved = await enter(filling, focused);
    if (isConditional && focused.kind !== 'button') await window.waitForTimeout(settled);
    if (!moved) await window.keyboard.press('Tab');
  }
  throw new Error('the form has no end');
}

/** Where an answer is not what was entered. */
export function differences(answer: Json, entered: Entered): string[] {
  return [...entered].flatMap(([pointer, expected]) => {
    const value = valueAt(answer, pointer);
    return isAs(expected, value)
      ? []
      : [`${pointer}: ${JSON.stringify(expected)}, not ${JSON.stringify(value)}`];
  });
}

function isAs(expected: EnteredValue, value: Json | undefined): boolean {
  switch (expected.kind) {
    case 'value':
      // Which type it is has been checked with the whole.
      return value !== undefined && textOf(value) === textOf(expected.value);
    case 'moment':
      return typeof value === 'string' && Date.parse(value) === Date.parse(expected.at);
    case 'item':
      return (
        Array.isArray(value) && value.some((item) => JSON.stringify(item) === JSON.stringify(expected.value))
      );
  }
}

/** What an answer to a question was that is asked no more is not sent. */
async function stillShown(window: Page, entered: Map<string, EnteredValue>): Promise<Entered> {
  const ids = await window.evaluate(() =>
    [...document.querySelectorAll('[data-form] [id]')].map(({ id }) => id),
  );
  const shown = new Set(ids.map((id) => pointerOf(id)));
  return new Map([...entered].filter(([pointer]) => shown.has(pointer)));
}

/** @returns whether the focus has moved on by itself */
async function enter(filling: Filling, focused: Focused): Promise<boolean> {
  const { window, form, entered } = filling;
  const { keyboard } = window;
  const { kind, id, readOnly } = focused;
  if (kind === 'button') return addTo(filling, focused);
  // Alternatives stay as they are; a name of one's own keeps the name that it got.
  if (readOnly || id.endsWith('-kind') || !id.includes('%2F')) return false;
  const pointer = pointerOf(id);
  const parts = partsAt(form.schema, pointer);
  const put = (value: Json) => void entered.set(pointer, { kind: 'value', value });
  switch (kind) {
    case 'checkbox':
      await tick(filling, focused, pointer);
      return false;
    case 'radio': {
      await keyboard.press('Space');
      const value = valueOfOption(parts, (await focusedOf(window)).label);
      if (value !== undefined) put(value);
      return false;
    }
    case 'select': {
      const wanted = form.values[pointer];
      const label =
        wanted === undefined ? (focused.options.find((option) => option !== '–') ?? '') : textOf(wanted);
      await pick(window, focused, label);
      const value = valueOfOption(parts, label);
      if (value !== undefined) put(value);
      return false;
    }
    case 'combobox': {
      const value = optionsOf(parts)[0] ?? optionsOf(partsAt(form.schema, `${pointer}/0`))[0];
      if (value === undefined) return false;
      await keyboard.type(textOf(value));
      await keyboard.press('ArrowDown');
      await keyboard.press('Enter');
      if (parts.some(({ type }) => type === 'array')) entered.set(pointer, { kind: 'item', value });
      else put(value);
      return false;
    }
    default:
      await typeInto(filling, focused, pointer, parts);
      return false;
  }
}

/** One of several, or as many as there must be at least. */
async function tick(
  { window, form, entered, ticked }: Filling,
  focused: Focused,
  pointer: string,
): Promise<void> {
  const isGroup = await isGroupOf(window);
  const least = minItemsOf(partsAt(form.schema, pointer));
  const count = ticked.get(pointer) ?? 0;
  if (focused.checked || (isGroup && count >= Math.max(1, least))) return;
  await window.keyboard.press('Space');
  ticked.set(pointer, count + 1);
  if (!isGroup) return void entered.set(pointer, { kind: 'value', value: true });
  const value = valueOfOption(partsAt(form.schema, `${pointer}/0`), focused.label);
  if (value !== undefined) entered.set(pointer, { kind: 'item', value });
}

function minItemsOf(parts: readonly JsonObject[]): number {
  return Math.max(0, ...parts.map(({ minItems }) => (typeof minItems === 'number' ? minItems : 0)));
}

async function typeInto(
  { window, form, entered }: Filling,
  { kind, isJson }: Focused,
  pointer: string,
  parts: readonly JsonObject[],
): Promise<void> {
  const { keyboard } = window;
  const value =
    form.values[pointer] ?? (isJson ? anythingFor(parts) : parts.length === 0 ? 'Ada' : exampleOf(parts));
  if (kind === 'time') {
    const isMoment = parts.some(({ format }) => format === 'date-time');
    await keyboard.type(isMoment ? timeKeys(textOf(value)) : '0930AM');
    if (isMoment) entered.set(pointer, { kind: 'moment', at: textOf(value) });
    return;
  }
  const isDay = /^\d{4}-\d\d-\d\dT/.test(textOf(value));
  const text = isJson ? JSON.stringify(value) : isDay ? dayOf(textOf(value)) : textOf(value);
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type(text);
  if (!isDay) entered.set(pointer, { kind: 'value', value });
}

/** One to each list, and as many as it must have at least. */
async function addTo({ window, form, added }: Filling, { id, name }: Focused): Promise<boolean> {
  if (!name.startsWith('Add to ')) return false;
  const pointer = pointerOf(id);
  const there = await countItems(window, id);
  const parts = partsAt(form.schema, pointer);
  const isList = parts.some(({ type, items }) => type === 'array' || items !== undefined);
  const least = minItemsOf(parts);
  const wanted = segmentsOf(pointer).length >= deepest ? least : Math.max(least, 1);
  if (isList ? there >= wanted : added.has(pointer)) return false;
  added.add(pointer);
  await window.keyboard.press('Enter');
  // What is new takes the focus as soon as it is drawn.
  await window.waitForFunction(() => document.activeElement?.tagName !== 'BUTTON', undefined, {
    timeout: 3_000,
  });
  return true;
}

/** For a place of which hardly more than its type is said. */
function anythingFor(parts: readonly JsonObject[]): Json {
  const types = parts.flatMap(({ type }) => type ?? []);
  if (types.includes('array')) return ['Ada'];
  return types.includes('object') ? { name: 'Ada' } : exampleOf(parts);
}

function isGroupOf(window: Page): Promise<boolean> {
  return window.evaluate(() => document.activeElement?.closest('[data-choices]') !== null);
}

function optionsOf(parts: readonly JsonObject[]): readonly Json[] {
  return parts
    .flatMap((part) => (Array.isArray(part['enum']) ? part['enum'] : []))
    .filter((value) => !isJsonObject(value));
}

function dayOf(moment: string): string {
  const at = new Date(moment);
  const two = (count: number) => String(count).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
