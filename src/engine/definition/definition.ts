import { z } from 'zod';
import { taskList } from '../tasks/task-types.ts';
import { TaskInput, TaskOutput } from './data-flow.ts';
import { Metadata } from './fields.ts';
import { Schedule } from './schedule.ts';
import { TimeoutOrName } from './timeout.ts';
import { Use } from './use.ts';

const semanticVersion = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
const hostLabel = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;
const supportedLanguage = /^1\.0\.[0-3](-[0-9A-Za-z.-]+)?$/;

const Name = z
  .string()
  .regex(hostLabel, { error: 'Must be 1 to 63 letters, digits and hyphens, no hyphen at either end.' });

export const Document = z.strictObject({
  dsl: z.string().regex(supportedLanguage, {
    error: ({ input }) =>
      `This version runs definitions of the language 1.0.0 to 1.0.3, not ${JSON.stringify(input)}.`,
  }),
  namespace: Name,
  name: Name,
  version: z.string().regex(semanticVersion, { error: 'Must be a semantic version, e.g. 1.0.0.' }),
  title: z.string().optional(),
  summary: z.string().optional(),
  tags: Metadata.optional(),
  metadata: Metadata.optional(),
});
export type Document = z.infer<typeof Document>;

/** In the reference of the language, not in its published schema. It can say what holds anyway. */
const Evaluate = z.strictObject({
  language: z.literal('jq', { error: 'This version evaluates expressions in jq only.' }).optional(),
  mode: z
    .literal('strict', { error: 'This version evaluates what is written as ${ … } only: mode strict.' })
    .optional(),
});

/**
 * A workflow as it was written, no defaults filled in: the Open Workflow DSL 1.0.x with `ask`. What of the language this version
 * does not run is in here as `never`, with a message of its own. Strict: a key that is not known is refused.
 */
export const Definition = z.strictObject({
  document: Document,
  input: TaskInput.optional(),
  use: Use.optional(),
  do: taskList,
  timeout: TimeoutOrName.optional(),
  schedule: Schedule.optional(),
  output: TaskOutput.optional(),
  evaluate: Evaluate.optional(),
});
export type Definition = z.infer<typeof Definition>;
