import { DateTime, Duration as LuxonDuration } from 'luxon';
import { z } from 'zod';
import { expressionProblem, unwrap } from '../expression/syntax.ts';
import type { Instant } from '../../shared/clock.ts';

/** The specification's own pattern: years to seconds, each with a fraction if need be, no sign. */
const iso8601 =
  /^P(?!$)(\d+(?:\.\d+)?Y)?(\d+(?:\.\d+)?M)?(\d+(?:\.\d+)?W)?(\d+(?:\.\d+)?D)?(T(?=\d)(\d+(?:\.\d+)?H)?(\d+(?:\.\d+)?M)?(\d+(?:\.\d+)?S)?)?$/;

const wholeNumber = z.int().nonnegative().optional();

const InlineFields = z.strictObject({
  days: wholeNumber,
  hours: wholeNumber,
  minutes: wholeNumber,
  seconds: wholeNumber,
  milliseconds: wholeNumber,
});
type InlineFields = z.infer<typeof InlineFields>;

const InlineDuration = InlineFields.refine(
  (inline) => Object.values(inline).some((count) => count !== undefined),
  { error: 'Must name days, hours, minutes, seconds or milliseconds.' },
).refine((inline) => after(0, inline) !== null, { error: 'Must end before the year 10000.' });

/** `{minutes: 5}`, `PT5M`, or an expression that gives the latter. */
export const Duration = z
  .union([
    InlineDuration,
    z.string().superRefine((text, context) => {
      const message = durationTextProblem(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    }),
  ])
  .meta({ id: 'duration' });
export type Duration = z.infer<typeof Duration>;

/** Later moments have no RFC 3339 notation, so nothing outside could be told of them. */
const lastInstant: Instant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * The instant a duration after `from`, in whole milliseconds. Years, months, weeks and days are counted on the calendar, in UTC: a month after 31
 * January is the last day of February. Null when the text is no duration or it ends after the year 9999.
 */
export function after(from: Instant, duration: InlineFields | string): Instant | null {
  const parsed = typeof duration === 'string' ? parseIso(duration) : fromInline(duration);
  if (parsed === null) return null;
  // Minutes and longer units may have fractions that are none of a millisecond; a wait never ends early.
  const end = Math.ceil(DateTime.fromMillis(from, { zone: 'utc' }).plus(parsed).toMillis());
  return end <= lastInstant ? end : null;
}

function parseIso(text: string): LuxonDuration | null {
  if (!iso8601.test(text)) return null;
  const parsed = LuxonDuration.fromISO(text);
  return parsed.isValid ? parsed : null;
}

function fromInline(inline: InlineFields): LuxonDuration {
  const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = inline;
  return LuxonDuration.fromObject({ days, hours, minutes, seconds, milliseconds });
}

function durationTextProblem(text: string): string | null {
  const code = unwrap(text);
  if (code !== null) return expressionProblem(code);
  if (parseIso(text) === null) {
    return `"${text}" is not an ISO 8601 duration, e.g. PT30S, PT15M, P2D or P1M.`;
  }
  return after(0, text) === null ? `"${text}" must end before the year 10000.` : null;
}
