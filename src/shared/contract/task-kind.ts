import { z } from 'zod';

/** The task types of the language, and `ask`: the keys that name them, in the order in which messages do. */
export const TaskKind = z.enum([
  'do',
  'set',
  'switch',
  'for',
  'fork',
  'try',
  'raise',
  'wait',
  'emit',
  'listen',
  'run',
  'call',
  'ask',
]);
export type TaskKind = z.infer<typeof TaskKind>;
