// Dates as people write them where the user lives, and as JSON has them (RFC 3339). What cannot be read stays as it was typed, so
// that it can be said what is wrong with it.

type Part = 'day' | 'month' | 'year';

const isoDate = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/** `2026-11-18` as `18.11.2026`, `11/18/2026` or what is usual; a text that is no date as it is. */
export function writeDate(value: unknown, locale: string = navigator.language): string {
  if (typeof value !== 'string') return '';
  const date = dateOf(value);
  return date === null ? value : format(locale).format(date);
}

/** The inverse of `writeDate`, which also takes `2026-11-18`, any separators, and years of two digits. */
export function readDate(text: string, locale: string = navigator.language): string | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  if (isoDate.test(typed)) return checked(typed) ?? text;
  const numbers = typed.split(/[^\d]+/).filter((digits) => digits !== '');
  const order = orderOf(locale);
  if (numbers.length !== 3 || /[^\d\s./\-‏年月日]/.test(typed)) return text;
  const at = (part: Part) => numbers[order.indexOf(part)] ?? '';
  const year = at('year').length === 2 ? `20${at('year')}` : at('year');
  return checked(`${year}-${at('month')}-${at('day')}`) ?? text;
}

/** How a date is typed here: `DD.MM.YYYY`. */
export function dateHint(locale: string = navigator.language): string {
  const letters: Readonly<Record<string, string>> = { day: 'DD', month: 'MM', year: 'YYYY' };
  return parts(locale)
    .map(({ type, value }) => letters[type] ?? value)
    .join('');
}

/** 0 is Sunday. */
export function firstDayOfWeek(locale: string = navigator.language): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  const info = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
  };
  return ((info.getWeekInfo?.().firstDay ?? 1) % 7) as 0 | 1 | 2 | 3 | 4 | 5 | 6;
}

/** An RFC 3339 time as the local day and `HH:MM`. */
export function splitDateTime(value: unknown): { readonly date: string; readonly time: string } {
  const at = new Date(typeof value === 'string' ? value : '');
  if (typeof value !== 'string' || Number.isNaN(at.getTime()) || !/^\d{4}-\d{2}-\d{2}[T ]/.test(value)) {
    return { date: typeof value === 'string' ? value : '', time: '' };
  }
  const two = (count: number) => String(count).padStart(2, '0');
  return {
    date: `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}

/** A local day and time as an RFC 3339 time in UTC; half of it, or what is no date, as it is. */
export function joinDateTime(date: string, time: string): string | undefined {
  const whole = [date, time].filter((part) => part !== '').join(' ');
  if (whole === '') return undefined;
  const at = new Date(`${date}T${time}`);
  return date === '' || time === '' || dateOf(date) === null || Number.isNaN(at.getTime())
    ? whole
    : at.toISOString();
}

function checked(iso: string): string | null {
  const date = dateOf(iso);
  return date === null ? null : date.toISOString().slice(0, 10);
}

/** Midnight UTC of a day that there is. */
function dateOf(iso: string): Date | null {
  const [, year, month, day] = isoDate.exec(iso)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
}

function orderOf(locale: string): Part[] {
  return parts(locale).flatMap(({ type }) =>
    type === 'day' || type === 'month' || type === 'year' ? [type] : [],
  );
}

function parts(locale: string): readonly Intl.DateTimeFormatPart[] {
  return samples.of(locale);
}

function format(locale: string): Intl.DateTimeFormat {
  return formats.of(locale);
}

// Made once for each locale: making one takes longer than all that is done with it, and a form may have a hundred dates.
const formats = kept(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      calendar: 'gregory',
      numberingSystem: 'latn',
      timeZone: 'UTC',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }),
);
const samples = kept((locale) => formats.of(locale).formatToParts(new Date(Date.UTC(2026, 10, 28))));

function kept<Made>(make: (locale: string) => Made) {
  const made = new Map<string, Made>();
  return {
    of(locale: string): Made {
      const known = made.get(locale) ?? make(locale);
      made.set(locale, known);
      return known;
    },
  };
}
