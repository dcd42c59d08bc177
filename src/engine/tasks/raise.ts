import { z } from 'zod';
import { Template } from '../definition/fields.ts';
import { taskBase } from '../definition/task-base.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import { unwrap } from '../expression/syntax.ts';
import { ProblemDetails } from '../../shared/problem-details.ts';
import type { TaskScope, TaskType } from './task-type.ts';

/** RFC 9457 problem details. Each text may have `${ … }` in it, and `status` may be one expression. */
export const ErrorDefinition = z.strictObject({
  type: Template,
  status: z.union([
    z.int(),
    z.string().refine((text) => unwrap(text) !== null, { error: 'Must be a whole number or ${ … }.' }),
  ]),
  title: Template.optional(),
  detail: Template.optional(),
  instance: Template.optional(),
});
export type ErrorDefinition = z.infer<typeof ErrorDefinition>;

/** Ends its task, and the process if nothing catches it, with an error given here or by its name in `use.errors`. */
export const RaiseTask = z
  .strictObject({
    ...taskBase,
    raise: z.strictObject({ error: z.union([z.string(), ErrorDefinition]) }),
  })
  .meta({ id: 'raiseTask' });
export type RaiseTask = z.infer<typeof RaiseTask>;

export const raiseType: TaskType<RaiseTask> = {
  kind: 'raise',
  schema: RaiseTask,
  check(task, scope) {
    const { error } = task.raise;
    if (typeof error === 'string' && !Object.hasOwn(scope.use.errors ?? {}, error)) {
      scope.problem(['raise', 'error'], `There is no error "${error}" under use.errors.`);
    }
  },
  async run(task, scope) {
    const { error } = task.raise;
    const source = typeof error === 'string' ? scope.use.errors?.[error] : error;
    if (source === undefined)
      throw new Error(`use.errors lacks an error that loading let pass in ${scope.instance.path}`);
    throw new WorkflowError(await problemDetails(source, scope));
  },
};

async function problemDetails(source: ErrorDefinition, scope: TaskScope): Promise<ProblemDetails> {
  const { type, status, title, detail, instance } = source;
  const problem = ProblemDetails.safeParse({
    type: await scope.text(type),
    status: await scope.data(status),
    ...(title === undefined ? {} : { title: await scope.text(title) }),
    ...(detail === undefined ? {} : { detail: await scope.text(detail) }),
    instance: instance === undefined ? scope.instance.path : await scope.text(instance),
  });
  if (problem.success) return problem.data;
  // Only the status is evaluated to something else than text, so only it can fail to be what an error needs.
  throw new WorkflowError({
    ...standardErrors.expression,
    detail: `The status of the error to raise must be a whole number: ${String(status)}`,
  });
}
