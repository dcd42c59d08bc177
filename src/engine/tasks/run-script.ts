import type { ProcessReturn } from '../effect.ts';
import { externalResourceOf } from './effect-endpoint.ts';
import { evaluatedTemplate, type Prepared } from './effect-values.ts';
import { programArguments, programEnvironment } from './program-values.ts';
import type { RunTask } from './run-definition.ts';
import type { TaskScope } from './task-type.ts';

type ScriptToRun = NonNullable<RunTask['run']['script']>;

/** `run.script`. The code is taken as it is: what looks like an expression in it is its own. @throws WorkflowError */
export async function prepareScript(
  script: ScriptToRun,
  returned: ProcessReturn,
  scope: TaskScope,
): Promise<Prepared> {
  const path = ['run', 'script'];
  const { code, source, stdin } = script;
  const fetched =
    source === undefined ? {} : { source: await externalResourceOf(source, [...path, 'source'], scope) };
  return {
    effect: {
      kind: 'script',
      language: 'js',
      ...(code === undefined ? {} : { code }),
      ...fetched,
      arguments: await programArguments(script.arguments, [...path, 'arguments'], scope),
      ...(stdin === undefined ? {} : { stdin: await evaluatedTemplate(stdin, scope) }),
      environment: await programEnvironment(script.environment, [...path, 'environment'], scope),
      return: returned,
    },
    what: 'script (js)',
  };
}
