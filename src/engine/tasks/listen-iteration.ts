import type { Json } from '../../shared/json.ts';
import { mustFitSchema } from '../schema-check.ts';
import type { ListenTask } from './listen-definition.ts';
import type { ListenProgress } from './listen-progress.ts';
import type { TaskScope } from './task-type.ts';

export type Iteration =
  | {
      readonly kind: 'output';
      readonly output: Json;
      /** Undefined: unchanged. */
      readonly context: Json | undefined;
      /** Whether an `end` in it ends the process. */
      readonly ends: boolean;
    }
  | { readonly kind: 'waiting' };

/**
 * What `foreach` does with one event that was taken: its tasks, which get it as their input, then its `output.as` and its
 * `export.as`. Without `foreach` an event is what was read of it.
 * @throws WorkflowError when a task in it fails
 */
export async function iterate(
  foreach: ListenTask['foreach'],
  scope: TaskScope,
  progress: ListenProgress,
  item: Json,
): Promise<Iteration> {
  if (foreach === undefined) return { kind: 'output', output: item, context: undefined, ends: false };
  const { item: itemName = 'item', at: indexName = 'index', do: list = [] } = foreach;
  const variables = { [itemName]: item, [indexName]: progress.count };
  const before = progress.context;
  const inside = { input: item, variables, ...(before === undefined ? {} : { context: before }) };
  const result = await scope.list('foreach/do', list, inside, progress.count + 1);
  if (result.kind === 'waiting') return result;
  const { context = before, ends } = result;
  const on = { ...variables, ...(context === undefined ? {} : { context }) };
  const output = await transformed(scope, foreach.output?.as, result.output, on);
  mustFitSchema(foreach.output?.schema, output, 'output', scope.instance.path, scope.host.schemas);
  if (foreach.export?.as === undefined) return { kind: 'output', output, context, ends };
  const exported = await transformed(scope, foreach.export.as, output, { ...on, output });
  mustFitSchema(foreach.export.schema, exported, 'export', scope.instance.path, scope.host.schemas);
  return { kind: 'output', output, context: exported, ends };
}

function transformed(
  scope: TaskScope,
  by: Json | undefined,
  input: Json,
  variables: Readonly<Record<string, Json>>,
): Promise<Json> {
  if (by === undefined) return Promise.resolve(input);
  return typeof by === 'string'
    ? scope.expression(by, { input, variables })
    : scope.data(by, { input, variables });
}
