import type { Extension } from './definition/use.ts';
import type { TaskKind } from './process-state.ts';
import { isTrue } from './tasks/switch.ts';
import type { TaskResult, TaskScope } from './tasks/task-type.ts';
import type { Json } from '../shared/json.ts';
import { isJsonObject } from '../shared/json-object.ts';

type Ended = TaskResult & { kind: 'output' };

/** The tasks of an extension are not extended in turn. */
const insideExtension = /\/extensions\/\d+\/(?:before|after)\//;

/**
 * Runs a task with the extensions of its kind around it, in the order in which they are declared. Both lists get the task's
 * input (`after` the task's output); what they come to is dropped, unless a `then: exit` in `before` says that it stands for the
 * task, which then does not run.
 */
export async function withExtensions(
  scope: TaskScope,
  kind: TaskKind,
  run: () => Promise<TaskResult>,
): Promise<TaskResult> {
  const extensions = extensionsOf(scope, kind);
  if (extensions.length === 0) return run();
  const applying = await applicable(scope, extensions);
  if (applying.length === 0) return run();
  // To the tasks of an extension, $task is the one that they are about.
  const variables = { task: await scope.expression('$task') };
  for (const { index, extension } of applying) {
    if (extension.before === undefined) continue;
    const result = await scope.list(`extensions/${index}/before`, extension.before, { variables });
    if (result.kind === 'waiting') return { kind: 'waiting', wait: null };
    const { output, context, ends } = result;
    if (ends) return { kind: 'output', output, context, next: 'end' };
    if (result.exits) return { kind: 'output', output, context };
  }
  const result = await ranOnce(scope, applying, run);
  if (result.kind === 'waiting') return result;
  for (const { index, extension } of applying) {
    if (extension.after === undefined) continue;
    const after = await scope.list(`extensions/${index}/after`, extension.after, {
      input: result.output,
      variables,
    });
    if (after.kind === 'waiting') return { kind: 'waiting', wait: null };
    if (after.ends) return { ...result, next: 'end' };
  }
  return result;
}

/** What the task came to is recorded before the tasks after it begin: where they wait, it does not run once more. */
async function ranOnce(
  scope: TaskScope,
  applying: readonly { extension: Extension }[],
  run: () => Promise<TaskResult>,
): Promise<TaskResult> {
  const { progress } = scope.instance;
  if (isJsonObject(progress) && progress['ran'] !== undefined) return progress['ran'] as unknown as Ended;
  const result = await run();
  if (result.kind === 'output' && applying.some(({ extension }) => extension.after !== undefined)) {
    scope.record({ progress: { ran: { ...result } as unknown as Json } });
  }
  return result;
}

function extensionsOf(scope: TaskScope, kind: TaskKind): { index: number; extension: Extension }[] {
  const { extensions } = scope.use;
  if (extensions === undefined || insideExtension.test(scope.instance.path)) return [];
  return extensions
    .flatMap((item) => Object.values(item))
    .map((extension, index) => ({ index, extension }))
    .filter(({ extension }) => applies(extension, kind));
}

/** `composite` is what the language once called do tasks. */
function applies({ extend }: Extension, kind: TaskKind): boolean {
  return (
    extend === 'all' || extend === kind || (extend === 'composite' && (kind === 'do' || kind === 'fork'))
  );
}

async function applicable(
  scope: TaskScope,
  extensions: readonly { index: number; extension: Extension }[],
): Promise<{ index: number; extension: Extension }[]> {
  const applying = [];
  for (const candidate of extensions) {
    const { when } = candidate.extension;
    if (when === undefined || isTrue(await scope.expression(when))) applying.push(candidate);
  }
  return applying;
}
