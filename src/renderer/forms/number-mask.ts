export type NumberMask = 'currency' | 'percent' | 'number';

export interface CurrencyMask {
  readonly prefix: string;
  readonly suffix: string;
  readonly decimals: number;
  readonly decimal: string;
  readonly group: string;
}

/** How an amount of a currency is written where the user lives; without one, as a number with two decimals. */
export function currencyMask(currency: string | null, locale: string = navigator.language): CurrencyMask {
  const format = amountFormat(currency, locale);
  const parts = format.formatToParts(-12345678.9).filter(({ type }) => type !== 'minusSign');
  const first = parts.findIndex(({ type }) => type === 'integer');
  const last = parts.findLastIndex(({ type }) => type === 'integer' || type === 'fraction');
  const text = (list: readonly Intl.NumberFormatPart[]) => list.map(({ value }) => value).join('');
  const valueOf = (type: string) => parts.find((part) => part.type === type)?.value;
  return {
    prefix: text(parts.slice(0, first)),
    suffix: text(parts.slice(last + 1)),
    decimals: format.resolvedOptions().maximumFractionDigits ?? 2,
    decimal: valueOf('decimal') ?? '.',
    group: valueOf('group') ?? ' ',
  };
}

function amountFormat(currency: string | null, locale: string): Intl.NumberFormat {
  const plain = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  try {
    return new Intl.NumberFormat(locale, currency === null ? plain : { style: 'currency', currency });
  } catch {
    return new Intl.NumberFormat(locale, plain); // no code of a currency
  }
}

/** A value in a field of text; what is no text or number has none. */
export function numberText(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
