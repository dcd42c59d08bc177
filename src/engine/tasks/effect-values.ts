import { z } from 'zod';
import { AnyJson } from '../definition/fields.ts';
import { pointer } from '../definition/pointer.ts';
import { isDeferred } from '../effect-arguments.ts';
import type { Effect } from '../effect.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import { parseTemplate, variableNames } from '../expression/syntax.ts';
import type { Json } from '../../shared/json.ts';
import type { PathSegment, TaskScope } from './task-type.ts';

/** An effect with its arguments evaluated, and in a few words what it is. */
export interface Prepared {
  readonly effect: Effect;
  readonly what: string;
}

/**
 * Text of an effect. A number or true and false become text; what stands in for a secret stays, and is text when the effect
 * runs.
 */
export const EffectText = z
  .unknown()
  .refine((value) => ['string', 'number', 'boolean'].includes(typeof value) || isDeferred(value), {
    error: 'must be text',
  })
  .transform((value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value))
  .pipe(z.custom<string>());

export const EffectTexts = z.record(z.string(), EffectText, { error: 'must be an object of texts' });

export const EffectObject: z.ZodType<Record<string, Json>> = z.record(z.string(), AnyJson, {
  error: 'must be an object',
});

/**
 * Evaluates arguments and holds them against the shape that their effect needs.
 * @param path where they stand in the task, for the message
 * @throws WorkflowError (expression) or (validation) that names the JSON pointer
 */
export async function evaluated<Shape extends z.ZodType>(
  shape: Shape,
  source: unknown,
  path: readonly PathSegment[],
  scope: TaskScope,
): Promise<z.infer<Shape>> {
  return checked(shape, await scope.effectData(source as Json), path, scope);
}

/** The same for what need not be there. */
export async function evaluatedIfGiven<Shape extends z.ZodType>(
  shape: Shape,
  source: unknown,
  path: readonly PathSegment[],
  scope: TaskScope,
): Promise<z.infer<Shape> | undefined> {
  return source === undefined ? undefined : evaluated(shape, source, path, scope);
}

/** Text with each `${ … }` in it replaced; one that names a secret stays as it is until the effect runs. */
export async function evaluatedTemplate(template: string, scope: TaskScope): Promise<string> {
  // What stands in for a secret is text when the effect runs, so that is its type here.
  return namesSecret(template) ? ((await scope.effectData(template)) as string) : scope.text(template);
}

/** Whether an expression in a text names `$secrets`, which nothing evaluates before the effect runs. */
export function namesSecret(text: string): boolean {
  if (!text.includes('$secrets')) return false;
  return parseTemplate(text).parts.some(
    (part) => typeof part !== 'string' && variableNames(part.code).has('secrets'),
  );
}

export function checked<Shape extends z.ZodType>(
  shape: Shape,
  data: unknown,
  path: readonly PathSegment[],
  scope: TaskScope,
): z.infer<Shape> {
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = pointer([...path, ...(issue?.path ?? [])]);
  throw invalid(`${at} ${issue?.message ?? 'is not valid'} after it is evaluated`, scope);
}

export function invalid(detail: string, scope: TaskScope): WorkflowError {
  return new WorkflowError({ ...standardErrors.validation, detail, instance: scope.instance.path });
}
