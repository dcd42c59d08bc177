import { z } from 'zod';

/** What every expression sees under these names must not be hidden by something else. */
const taken: ReadonlySet<string> = new Set([
  'context',
  'input',
  'output',
  'task',
  'workflow',
  'runtime',
  'secrets',
  'authorization',
]);

/** The name of a variable that expressions see with a `$` before it. */
export const VariableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error: 'Must be a name of letters, digits and _, without a $, and begin with no digit.',
  })
  .refine((name) => !taken.has(name), {
    error: ({ input }) => `$${String(input)} has a meaning of its own; use another name.`,
  });
