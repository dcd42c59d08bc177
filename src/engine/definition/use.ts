import { z } from 'zod';
import { TaskKind } from '../../shared/contract/task-kind.ts';
import { ErrorDefinition } from '../tasks/raise.ts';
import { AuthenticationPolicy } from './authentication.ts';
import { Expression, notYet } from './fields.ts';
import { RetryPolicy } from './retry-policy.ts';
import { Task, TaskList } from './task-list.ts';
import { Timeout } from './timeout.ts';

/** Tasks that run before and after each task of a kind. */
export const Extension = z.strictObject({
  extend: z.enum(['all', 'composite', ...TaskKind.options]),
  when: Expression.optional(),
  before: TaskList.optional(),
  after: TaskList.optional(),
});
export type Extension = z.infer<typeof Extension>;

const ExtensionItem = z.record(z.string(), Extension).refine((item) => Object.keys(item).length === 1, {
  error: 'An item of the extensions is one name with the extension under it.',
});

/** What tasks refer to by its name. */
export const Use = z.strictObject({
  authentications: z.record(z.string(), AuthenticationPolicy).optional(),
  errors: z.record(z.string(), ErrorDefinition).optional(),
  extensions: z.array(ExtensionItem).optional(),
  functions: z.record(z.string(), Task).optional(),
  retries: z.record(z.string(), RetryPolicy).optional(),
  secrets: z.array(z.string().min(1)).optional(),
  timeouts: z.record(z.string(), Timeout).optional(),
  catalogs: notYet('catalogs (`use.catalogs`)'),
});
export type Use = z.infer<typeof Use>;
