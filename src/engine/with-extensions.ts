import type { Extension } from './definition/use.ts';
import type { TaskKind } from '../shared/contract/task-kind.ts';
import { isTrue } from './tasks/switch.ts';
import type { TaskResult, TaskScope } from './tasks/task-type.ts';
import type { Json } from '../shared/json.ts';

type Ended = TaskResult & { kind: 'output' };
type Applying = readonly { readonly index: number; readonly extension: Extension }[];

/** What is recorded of a task that is extended, around what its own type records. */
interface ExtendedProgress {
  /** Which extensions apply: asked once, when the task begins. */
  readonly applying: readonly number[];
  /** What the task itself came to, once it has ended and only the tasks after it are left. */
  readonly ran?: Ended;
  readonly own?: Json;
}

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
  run: (scope: TaskScope) => Promise<TaskResult>,
): Promise<TaskResult> {
  const extensions = extensionsOf(scope, kind);
  if (extensions.length === 0) return run(scope);
  const applying = await applicable(scope, extensions);
  // To the tasks of an extension, $task is the one that they are about.
  const variables = applying.length === 0 ? {} : { task: await scope.expression('$task') };
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
  applying: Applying,
  run: (scope: TaskScope) => Promise<TaskResult>,
): Promise<TaskResult> {
  const { ran } = progressOf(scope);
  if (ran !== undefined) return ran;
  const result = await run(ownScope(scope));
  if (result.kind === 'output' && applying.some(({ extension }) => extension.after !== undefined)) {
    record(scope, { ...progressOf(scope), ran: result });
  }
  return result;
}

/** To its type, a task that is extended looks like any other. */
function ownScope(scope: TaskScope): TaskScope {
  return {
    ...scope,
    get instance() {
      const { instance } = scope;
      return { ...instance, progress: progressOf(scope).own };
    },
    record({ progress, ...change }) {
      if (Object.keys(change).length > 0) scope.record(change);
      if (progress !== undefined) record(scope, { ...progressOf(scope), own: progress });
    },
  };
}

function progressOf(scope: TaskScope): ExtendedProgress {
  // Only this file writes the progress of a task that is extended.
  return (scope.instance.progress as unknown as ExtendedProgress | undefined) ?? { applying: [] };
}

function record(scope: TaskScope, progress: ExtendedProgress): void {
  scope.record({ progress: progress as unknown as Json });
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

async function applicable(scope: TaskScope, extensions: Applying): Promise<Applying> {
  if (scope.instance.progress !== undefined) {
    const { applying } = progressOf(scope);
    return extensions.filter(({ index }) => applying.includes(index));
  }
  const applying = [];
  for (const candidate of extensions) {
    const { when } = candidate.extension;
    if (when === undefined || isTrue(await scope.expression(when))) applying.push(candidate);
  }
  record(scope, { applying: applying.map(({ index }) => index) });
  return applying;
}
