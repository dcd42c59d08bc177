import { z } from 'zod';
import type { SecretReference } from '../../engine/effect.ts';
import type { EffectContext } from '../effects.ts';
import { fault } from '../faults.ts';

/** Secrets are written by people and scripts: a number is as good as its text. */
export const Text = z.union([z.string().min(1), z.number().transform(String)]);

/**
 * The fields of an authentication: as given, or of the secret that `use` names.
 * @throws WorkflowError (authorization) for a secret that is not there, (configuration) naming what is missing, never what is there
 */
export function fieldsOf<Fields>(
  schema: z.ZodType<Fields>,
  given: object | SecretReference,
  context: EffectContext,
  scheme: string,
): Fields {
  const use = 'use' in given ? given.use : undefined;
  const value = use === undefined ? given : context.secret(use);
  if (value === undefined) throw fault('authorization', `There is no secret named ${JSON.stringify(use)}`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = [...new Set(parsed.error.issues.map(({ path }) => path.join('.') || '(all of it)'))];
  const where = use === undefined ? `The ${scheme} authentication` : `The secret ${JSON.stringify(use)}`;
  throw fault('configuration', `${where} lacks, or has in a wrong form: ${places.join(', ')}`);
}
