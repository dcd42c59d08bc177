import type { Page } from 'playwright/test';

/** A control that has the focus, as the page tells it. */
export interface Focused {
  /** `nothing`: no control has it. */
  readonly kind: string;
  /** Where in the answer it is, and what stands behind that. */
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly readOnly: boolean;
  /** It takes JSON, having no control of its own. */
  readonly isJson: boolean;
  readonly options: readonly string[];
  /** Of a list: the position of the option that is chosen. */
  readonly selected: number;
  readonly inForm: boolean;
}

/** Goes to the first control of the form that is shown. */
export async function focusFirst(window: Page): Promise<void> {
  await window.evaluate(() => {
    const first = document.querySelector<HTMLElement>(
      '[data-form] :is(input, textarea, select, button):not(:disabled)',
    );
    first?.focus();
  });
}

export function focusedOf(window: Page): Promise<Focused> {
  return window.evaluate(whatHasFocus);
}

/** How many items the list with this id has. */
export function countItems(window: Page, id: string): Promise<number> {
  return window.evaluate(
    (list) => document.getElementById(list)?.querySelector('[data-items]')?.children.length ?? 0,
    id,
  );
}

/** In a list of options, from the one that is chosen to the one with this label: what lies between may come to something, too. */
export async function pick(window: Page, { options, selected }: Focused, label: string): Promise<void> {
  const position = options.indexOf(label);
  if (position < 0) throw new Error(`There is no option "${label}" among ${options.join(', ')}`);
  const key = position < selected ? 'ArrowUp' : 'ArrowDown';
  for (let left = Math.abs(position - selected); left > 0; left -= 1) await window.keyboard.press(key);
}

/** As an English clock takes it: `0930AM`. */
export function timeKeys(value: string): string {
  const at = new Date(value);
  const hours = at.getHours() % 12 || 12;
  const two = (count: number) => String(count).padStart(2, '0');
  return `${two(hours)}${two(at.getMinutes())}${at.getHours() < 12 ? 'AM' : 'PM'}`;
}

/** The place in the answer that a control stands for. */
export function pointerOf(id: string): string {
  return decodeURIComponent(id.replace(/^[^%]*?(?=%2F|$)/, ''));
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
          : element === document.body
            ? 'nothing'
            : element.type;
  // Of these, it is the group around them that stands for a place in the answer.
  const isPart =
    isBox ||
    ['button', 'radio'].includes(kind) ||
    (kind === 'time' && element.id === '') ||
    element.id === `${group?.id ?? ''}-day`;
  return {
    kind,
    id: isPart ? (group?.id ?? '') : element.id,
    name: element.getAttribute('aria-label') ?? element.textContent ?? '',
    label: element.labels?.[0]?.textContent?.trim() ?? '',
    checked: element.checked,
    readOnly: element.readOnly,
    isJson: element.placeholder === 'As JSON',
    options:
      list.length > 0
        ? list.map(({ label }) => label)
        : radios.map(({ labels }) => labels?.[0]?.textContent ?? ''),
    selected: (element as unknown as HTMLSelectElement).selectedIndex ?? -1,
    inForm: element.closest('[data-form]') !== null,
  };
}
