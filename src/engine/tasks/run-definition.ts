import { z } from 'zod';
import { checkExternalResource } from '../definition/check-references.ts';
import { ExternalResourceSource } from '../definition/endpoint.ts';
import { Data, DataText, notYet, Template, WrappedExpression } from '../definition/fields.ts';
import { taskBase } from '../definition/task-base.ts';
import type { CheckScope } from './task-type.ts';

const Environment = z.record(z.string(), z.union([Template, z.number(), z.boolean()]));
/** In order or by name: which of them, the version of the language decides. */
const Arguments = z.union([z.array(Template), z.record(z.string(), Data)]);

const RunScript = z.strictObject({
  language: z.enum(['js', 'javascript'], {
    error: ({ input }) =>
      `This version runs scripts in js (javascript) only, not in ${JSON.stringify(input)}.`,
  }),
  /** As it is: what looks like an expression in it is the script's own. */
  code: z.string().optional(),
  source: ExternalResourceSource.optional(),
  stdin: Template.optional(),
  arguments: Arguments.optional(),
  environment: Environment.optional(),
});

const RunShell = z.strictObject({
  command: DataText,
  stdin: Template.optional(),
  arguments: Arguments.optional(),
  environment: Environment.optional(),
});

const RunWorkflow = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  input: z.union([WrappedExpression, z.record(z.string(), Data)]).optional(),
});

/** Another workflow, a script or a command of the shell. Without `await` the flow goes on at once. */
export const RunTask = z
  .strictObject({
    ...taskBase,
    run: z
      .strictObject({
        workflow: RunWorkflow.optional(),
        script: RunScript.optional(),
        shell: RunShell.optional(),
        container: notYet('containers (`run.container`)'),
        await: z.boolean().optional(),
        return: z.enum(['stdout', 'stderr', 'code', 'all', 'none']).optional(),
      })
      .refine(
        ({ workflow, script, shell }) =>
          [workflow, script, shell].filter((process) => process !== undefined).length === 1,
        { error: 'Must have exactly one of workflow, script and shell.' },
      ),
  })
  .meta({ id: 'runTask' });
export type RunTask = z.infer<typeof RunTask>;

export function checkRun(task: RunTask, scope: CheckScope): void {
  const { script, shell } = task.run;
  if (script !== undefined) {
    if ((script.code === undefined) === (script.source === undefined)) {
      scope.problem(['run', 'script'], 'A script has either `code` or `source`.');
    }
    if (script.source !== undefined) checkExternalResource(script.source, ['run', 'script', 'source'], scope);
    checkArguments(script.arguments, ['run', 'script', 'arguments'], scope);
  }
  if (shell !== undefined) checkArguments(shell.arguments, ['run', 'shell', 'arguments'], scope);
}

function checkArguments(
  args: z.infer<typeof Arguments> | undefined,
  path: readonly string[],
  scope: CheckScope,
): void {
  if (args === undefined) return;
  const [byName, inOrder] = [takesArgumentsByName(scope.dsl), takesArgumentsInOrder(scope.dsl)];
  if (Array.isArray(args) ? inOrder : byName) return;
  const form = inOrder ? 'a list of texts' : 'an object with a value for each name';
  scope.problem(path, `In the language ${scope.dsl} arguments are ${form}.`);
}

/** 1.0.0 took arguments by name, 1.0.3 takes them in order; it changed in between without a release that says when. */
function takesArgumentsByName(dsl: string): boolean {
  return !/^1\.0\.3(?:-|$)/.test(dsl);
}

function takesArgumentsInOrder(dsl: string): boolean {
  return !/^1\.0\.0(?:-|$)/.test(dsl);
}
