import { z } from 'zod';
import { expressionCode, expressionProblem, parseTemplate, unwrap } from '../expression/syntax.ts';
import type { Json } from '../../shared/json.ts';

/**
 * A part of the language that this version does not run. It stands in the schemas where the language has it, so that a
 * definition that uses it is refused when it is loaded, at that place, and never in mid-run.
 */
export function notYet(what: string): z.ZodOptional<z.ZodNever> {
  return z.never({ error: `This version does not run ${what}.` }).optional();
}

/** jq, written bare or as `${ … }`. */
export const Expression = z.string().superRefine((text, context) => {
  const problem = expressionProblem(expressionCode(text));
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/** Text for people in which each `${ … }` is replaced by what it evaluates to. */
export const Template = z.string().superRefine((text, context) => {
  const { problem } = parseTemplate(text);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/** Text, or one expression written as `${ … }` that stands for what it evaluates to. */
export const DataText = z.string().superRefine((text, context) => {
  const problem = textProblem(text);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/** One expression, written as `${ … }` because text could stand in its place. */
export const WrappedExpression = z
  .string()
  .refine((text) => unwrap(text) !== null, { error: 'Must be written as ${ … }.' });

// Not z.json(): what comes here was admitted as JSON by read-yaml.ts, and checking it again for every task type is slow.
export const AnyJson: z.ZodType<Json> = z.any();

/** Any JSON in which a string that is `${ … }` as a whole stands for what it evaluates to. */
export const Data = AnyJson.superRefine((data, context) => {
  for (const { path, message } of dataProblems(data, [])) {
    context.addIssue({ code: 'custom', message, path });
  }
});

export const DataObject = z
  .record(z.string(), Data)
  .refine((data) => Object.keys(data).length > 0, { error: 'Must have at least one property.' });

/** `continue`, `exit`, `end` or the name of a task in the same list; check.ts sees to it that the task exists. */
export const FlowDirective = z.string();

export const Metadata = z.record(z.string(), AnyJson);

function dataProblems(
  data: Json,
  path: (string | number)[],
): { path: (string | number)[]; message: string }[] {
  if (typeof data === 'string') {
    const message = textProblem(data);
    return message === null ? [] : [{ path, message }];
  }
  if (typeof data !== 'object' || data === null) return [];
  const entries: [string | number, Json][] = Array.isArray(data) ? [...data.entries()] : Object.entries(data);
  return entries.flatMap(([key, value]) => dataProblems(value, [...path, key]));
}

/** What begins and ends like an expression is meant as one; any other text is text, whatever is in it. */
function textProblem(text: string): string | null {
  const code = unwrap(text);
  if (code !== null) return expressionProblem(code);
  return /^\s*\$\{[^]*\}\s*$/.test(text) ? parseTemplate(text).problem : null;
}
