import type { ScriptEffect } from '../engine/effect.ts';
import type { Json } from '../shared/json.ts';
import type { EffectHandler } from './effects.ts';
import { fault } from './faults.ts';
import { processOutput } from './process-return.ts';
import type { Script } from './script-protocol.ts';

/**
 * Runs JavaScript in a sandbox: QuickJS in WebAssembly, in a thread. The code is the body of an async function or, with `import`
 * or `export`, a module. There are `console`, `process` (argv, env, exit, exitCode, stdout, stderr) and the standard input as
 * `readFileSync(0)` of `node:fs`; nothing else of the machine. Arguments by name are variables, in order they follow two other
 * words in `process.argv`. Objects that `console.log` prints appear as JSON.
 *
 * A `return`ed value (the default export of a module) is the output where the task returns `stdout`, which is its default. An
 * error that is not caught, also in a promise that is awaited, is printed to the standard error and makes the exit code 1.
 * @throws WorkflowError: timeout beyond `limits.scriptMs`; runtime for code that cannot be read, too much memory, nesting, output
 * or returned data, a promise that never settles, and a failure that the task's `return` does not show
 */
export const runScript: EffectHandler<'script'> = async (effect, context, { scripts, resource }) => {
  const code = effect.source === undefined ? effect.code : (await resource(effect.source, context)).text;
  if (code === undefined) throw fault('configuration', 'The script has neither code nor a source');
  const outcome = await scripts.run(scriptOf(effect, code), context.signal);
  if (outcome.kind === 'stopped') {
    throw fault('runtime', outcome.message, { title: 'Script failed' });
  }
  const { code: exitCode, stdout, stderr, value, error } = outcome;
  return processOutput(effect.return, {
    code: exitCode,
    stdout,
    stderr,
    ...(value === undefined ? {} : { value: JSON.parse(value) as Json }),
    ...(error === null ? {} : { error }),
  });
};

function scriptOf(effect: ScriptEffect, code: string): Script {
  const inOrder = Array.isArray(effect.arguments);
  return {
    code,
    variables: inOrder ? '{}' : JSON.stringify(effect.arguments),
    argv: inOrder ? effect.arguments.map(String) : [],
    stdin: effect.stdin ?? '',
    environment: effect.environment,
  };
}
