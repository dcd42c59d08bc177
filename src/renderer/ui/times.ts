/**
 * Times in words, in the user's locale. All functions take "now" so that they can be tested; times are RFC 3339 texts.
 */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `17:00`, or `5:00 PM` where people write it so. */
export function clockTime(at: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(Date.parse(at));
}

/** Everything that is known about the moment: for titles and tooltips. */
export function exactTime(at: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(Date.parse(at));
}

/** The shortest text that says which day and, for today, which time: `17:00`, `Yesterday`, `Mon`, `Dec 1`, `Dec 1, 2025`. */
export function shortTime(at: string, now: number, locale?: string): string {
  const days = daysBetween(now, Date.parse(at));
  if (days === 0) return clockTime(at, locale);
  if (days === -1 || days === 1) return capitalized(relative(locale).format(days, 'day'), locale);
  const inWeek = days > 1 && days < 7;
  return format(at, inWeek ? { weekday: 'short' } : dateStyle(at, now), locale);
}

/** Day and time: `today 17:00`, `tomorrow 09:00`, `Dec 1, 09:00`. */
export function longTime(at: string, now: number, locale?: string): string {
  const days = daysBetween(now, Date.parse(at));
  const time = clockTime(at, locale);
  if (Math.abs(days) <= 1) return `${relative(locale).format(days, 'day')} ${time}`;
  return `${format(at, dateStyle(at, now), locale)}, ${time}`;
}

/** How far a moment is from now: `in 3 hours`, `5 minutes ago`; within a minute `in a moment`, `just now`. */
export function distance(at: string, now: number, locale?: string): string {
  const length = Date.parse(at) - now;
  if (Math.abs(length) < minute) return length > 0 ? 'in a moment' : 'just now';
  const words = new Intl.RelativeTimeFormat(locale);
  const minutes = Math.round(length / minute);
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  const hours = Math.round(length / hour);
  return Math.abs(hours) < 24 ? words.format(hours, 'hour') : words.format(Math.round(length / day), 'day');
}

/** How long from one moment to another, in one unit: `now`, `5 min`, `3 h`, `2 d`. */
export function span(from: number, to: number): string {
  const length = Math.abs(to - from);
  if (length < minute) return 'now';
  if (length < hour) return `${Math.floor(length / minute)} min`;
  if (length < day) return `${Math.floor(length / hour)} h`;
  return `${Math.floor(length / day)} d`;
}

/** How long something took, exactly enough to compare: `40 ms`, `2.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(from: string, to: string): string {
  const length = Math.max(0, Date.parse(to) - Date.parse(from));
  if (length < 1_000) return `${length} ms`;
  if (length < minute) return `${(length / 1_000).toFixed(1)} s`;
  if (length < hour) return twoUnits(length, minute, 'min', 1_000, 's');
  if (length < day) return twoUnits(length, hour, 'h', minute, 'min');
  return twoUnits(length, day, 'd', hour, 'h');
}

/** Whole calendar days from `from` to `to` by this computer's zone: 0 is the same day, 1 is tomorrow. */
export function daysBetween(from: number, to: number): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / day);
}

/** The last instant of the day of `now`, as the contract wants it for `dueBefore`. */
export function endOfDay(now: number): string {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate(), 23, 59, 59, 999).toISOString();
}

function startOfDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function dateStyle(at: string, now: number): Intl.DateTimeFormatOptions {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return { month: 'short', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) };
}

function format(at: string, options: Intl.DateTimeFormatOptions, locale?: string): string {
  return new Intl.DateTimeFormat(locale, options).format(Date.parse(at));
}

function relative(locale?: string): Intl.RelativeTimeFormat {
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
}

function capitalized(text: string, locale?: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

function twoUnits(
  length: number,
  large: number,
  largeName: string,
  small: number,
  smallName: string,
): string {
  const rest = Math.floor((length % large) / small);
  return `${Math.floor(length / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}
