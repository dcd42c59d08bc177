import type { ProcessReturn } from '../engine/effect.ts';
import { assertNever } from '../shared/assert-never.ts';
import type { Json } from '../shared/json.ts';
import { fault } from './faults.ts';

/** How a script or a command came to its end. */
export interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Of a script that returned one. */
  readonly value?: Json;
  /** What went wrong, in a line, where that is known better than from `stderr`. */
  readonly error?: string;
}

const longestReason = 500;

/**
 * What the task gets by its `return`. White space around the outputs is cut off, as the language's Java runtime does.
 * - `stdout`: what a script returned if it returned something, otherwise the standard output
 * - `stderr`, `code`, `all` ({code, stdout, stderr}): also of one that failed, which is what they are asked for
 * - `none`: null
 * @throws WorkflowError (runtime) for `stdout` and `none` when the exit code is not 0: nobody would see that it failed
 */
export function processOutput(form: ProcessReturn, result: ProcessResult): Json {
  const [stdout, stderr] = [result.stdout.trim(), result.stderr.trim()];
  switch (form) {
    case 'code':
      return result.code;
    case 'stderr':
      return stderr;
    case 'all':
      return { code: result.code, stdout, stderr };
    case 'stdout':
      failUnlessZero(result, stderr);
      return result.value ?? stdout;
    case 'none':
      failUnlessZero(result, stderr);
      return null;
    default:
      return assertNever(form);
  }
}

function failUnlessZero({ code, error }: ProcessResult, stderr: string): void {
  if (code === 0) return;
  const reason = error ?? stderr.slice(-longestReason);
  throw fault('runtime', `It ended with exit code ${code}${reason === '' ? '' : `: ${reason}`}`, {
    title: 'Process failed',
  });
}
