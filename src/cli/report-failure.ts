import { ORPCError } from '@orpc/client';
import { CountersignError, ErrorDetails } from '../shared/errors.ts';
import { exit, type ExitCode } from './environment.ts';
import { printable } from './format.ts';

/** The app does not answer: it is not started, or it keeps another data folder. */
export class NotRunningError extends Error {
  override readonly name = 'NotRunningError';

  constructor(folder: string, cause: unknown) {
    super(
      `Countersign is not running for the data folder ${folder}. Start it with \`npm start\`, or name its folder ` +
        'with --data-dir.',
      { cause },
    );
  }
}

/** What the person typed cannot be used as it is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const invalid = new Set(['INVALID_REQUEST', 'WORKFLOW_INVALID', 'ANSWER_INVALID', 'ANSWER_ELSEWHERE']);

/** Says what went wrong and what to do next on standard error, which may be a terminal. @returns the exit code */
export function reportFailure(error: unknown, write: (text: string) => void): ExitCode {
  const warn = (text: string) => write(printable(text));
  if (error instanceof UsageError) {
    warn(error.message);
    return exit.invalid;
  }
  const known = detailsOf(error);
  if (known === null) {
    warn(error instanceof Error ? error.message : String(error));
    return exit.failed;
  }
  warn(`${known.message} (${known.code})`);
  for (const line of explain(known.details)) warn(line);
  return invalid.has(known.code) ? exit.invalid : exit.failed;
}

function detailsOf(error: unknown): { code: string; message: string; details: ErrorDetails } | null {
  if (error instanceof CountersignError) return error;
  if (!(error instanceof ORPCError)) return null;
  const details = ErrorDetails.safeParse(error.data);
  return { code: String(error.code), message: error.message, details: details.success ? details.data : {} };
}

/** Problems of a file with line and column, problems of fields, who decided, and what to do next. */
function explain(details: ErrorDetails): string[] {
  const { problems = [], fields = [], decision, next } = details;
  return [
    ...problems.map(
      ({ line, column, path, message }) =>
        `  ${line === null ? '' : `${line}:${column ?? 1}  `}${path === '' ? '' : `${path}  `}${message}`,
    ),
    ...fields.map(({ pointer, message }) => `  ${pointer}  ${message}`),
    ...(decision === undefined
      ? []
      : [
          `  Decided by ${decision.completedUser} at ${decision.completedTs}: ${JSON.stringify(decision.value)}`,
        ]),
    ...(next === undefined ? [] : [next]),
  ];
}
