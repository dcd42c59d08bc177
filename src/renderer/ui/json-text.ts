import type { Json } from '../../shared/json.ts';
import { strings } from '../strings.ts';

/** A value for a table of facts: numbers in the locale's form, lists of plain values in one line, the rest as compact JSON. */
export function factText(
  value: Json,
  locale?: string,
): { readonly text: string; readonly kind: 'text' | 'number' | 'json' } {
  if (value === null) return { text: strings.values.none, kind: 'text' };
  if (typeof value === 'number') return { text: numberText(value, locale), kind: 'number' };
  if (typeof value === 'boolean')
    return { text: value ? strings.values.yes : strings.values.no, kind: 'text' };
  if (typeof value === 'string') return { text: value === '' ? strings.values.none : value, kind: 'text' };
  if (Array.isArray(value) && value.every(isPlain)) {
    return {
      text:
        value.length === 0
          ? strings.values.none
          : value.map((item) => factText(item, locale).text).join(', '),
      kind: 'text',
    };
  }
  return { text: JSON.stringify(value), kind: 'json' };
}

/** Never rounded: a fact that someone decides on must be the number that the workflow has. */
function numberText(value: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value);
}

function isPlain(value: Json): boolean {
  return value === null || typeof value !== 'object';
}

/** Text as it is, anything else as JSON. */
export function jsonText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
