import { z } from 'zod';
import { Expression, FlowDirective } from '../definition/fields.ts';
import { taskBase } from '../definition/task-base.ts';
import type { PathSegment, TaskType } from './task-type.ts';

const SwitchCase = z.strictObject({ when: Expression.optional(), then: FlowDirective });
type SwitchCase = z.infer<typeof SwitchCase>;

/** Cases are tried in order; the one without `when` is taken when no other is. It changes nothing but the direction. */
export const SwitchTask = z
  .strictObject({
    ...taskBase,
    switch: z
      .array(
        z.record(z.string(), SwitchCase).refine((item) => Object.keys(item).length === 1, {
          error: 'A case is one name with `when` and `then` under it.',
        }),
      )
      .min(1, { error: 'A switch needs at least one case.' }),
  })
  .meta({ id: 'switchTask' });
export type SwitchTask = z.infer<typeof SwitchTask>;

export const switchType: TaskType<SwitchTask> = {
  kind: 'switch',
  schema: SwitchTask,
  check(task, scope) {
    let defaultCase: string | null = null;
    for (const { path, name, value } of cases(task)) {
      scope.directive([...path, 'then'], value.then);
      if (value.when !== undefined) continue;
      if (defaultCase !== null) scope.problem(path, `"${defaultCase}" is already the case without \`when\`.`);
      defaultCase ??= name;
    }
  },
  async run(task, scope) {
    const output = scope.instance.input;
    let otherwise: string | undefined;
    for (const { value } of cases(task)) {
      if (value.when === undefined) otherwise = value.then;
      else if (isTrue(await scope.expression(value.when)))
        return { kind: 'output', output, next: value.then };
    }
    return { kind: 'output', output, ...(otherwise === undefined ? {} : { next: otherwise }) };
  },
};

/** As in jq: everything but false and null is true. */
export function isTrue(value: unknown): boolean {
  return value !== false && value !== null;
}

function cases(task: SwitchTask): { path: PathSegment[]; name: string; value: SwitchCase }[] {
  return task.switch.flatMap((item, index) =>
    Object.entries(item).map(([name, value]) => ({ path: ['switch', index, name], name, value })),
  );
}
