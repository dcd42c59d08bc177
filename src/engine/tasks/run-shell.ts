import type { ProcessReturn } from '../effect.ts';
import { unwrap } from '../expression/syntax.ts';
import { shortened } from '../../shared/human-task/title.ts';
import { EffectText, evaluated, evaluatedTemplate, type Prepared } from './effect-values.ts';
import { programArguments, programEnvironment } from './program-values.ts';
import type { RunTask } from './run-definition.ts';
import { expressionsToVariables } from './shell-command.ts';
import type { TaskScope } from './task-type.ts';

type ShellToRun = NonNullable<RunTask['run']['shell']>;

/** How much of a command a list shows, in characters. */
const longestWhat = 80;

/** `run.shell`. @throws WorkflowError (expression, validation) */
export async function prepareShell(
  shell: ShellToRun,
  returned: ProcessReturn,
  scope: TaskScope,
): Promise<Prepared> {
  const path = ['run', 'shell'];
  const { stdin } = shell;
  const given = await programEnvironment(shell.environment, [...path, 'environment'], scope);
  const { command, variables } =
    unwrap(shell.command) === null
      ? await commandOf(shell.command, scope)
      : { command: await evaluated(EffectText, shell.command, [...path, 'command'], scope), variables: {} };
  return {
    effect: {
      kind: 'shell',
      command,
      arguments: await programArguments(shell.arguments, [...path, 'arguments'], scope),
      ...(stdin === undefined ? {} : { stdin: await evaluatedTemplate(stdin, scope) }),
      environment: { ...given, ...variables },
      return: returned,
    },
    what: shortened(shell.command, longestWhat),
  };
}

/** What expressions in a command give comes to it as variables of the shell, so that no value is ever read as a command. */
async function commandOf(
  text: string,
  scope: TaskScope,
): Promise<{ command: string; variables: Readonly<Record<string, string>> }> {
  const { command, expressions } = expressionsToVariables(text);
  const variables = await Promise.all(
    Object.entries(expressions).map(
      async ([name, expression]) => [name, await evaluatedTemplate(expression, scope)] as const,
    ),
  );
  return { command, variables: Object.fromEntries(variables) };
}
