import type { ProblemDetails } from '../shared/problem-details.ts';

const types = 'https://serverlessworkflow.io/spec/1.0.0/errors';

/** The error types of the specification that the engine itself raises, with the status the specification gives them. */
export const standardErrors = {
  configuration: { type: `${types}/configuration`, status: 400, title: 'Configuration error' },
  validation: { type: `${types}/validation`, status: 400, title: 'Validation error' },
  expression: { type: `${types}/expression`, status: 400, title: 'Expression error' },
  authorization: { type: `${types}/authorization`, status: 403, title: 'Authorization error' },
  timeout: { type: `${types}/timeout`, status: 408, title: 'Timeout' },
  runtime: { type: `${types}/runtime`, status: 500, title: 'Runtime error' },
} as const;

/** Ends the task it is thrown in with these problem details, unless something catches it. Never retried by the host. */
export class WorkflowError extends Error {
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails, cause?: unknown) {
    super(problem.detail ?? problem.title ?? problem.type, cause === undefined ? undefined : { cause });
    this.name = 'WorkflowError';
    this.problem = problem;
  }
}

/** @param instance the path of what asks for it */
export function missingSecret(name: string, instance: string): WorkflowError {
  return new WorkflowError({
    ...standardErrors.authorization,
    detail: `The secret "${name}" is not set on this computer.`,
    instance,
  });
}

/** An expression that fails by itself: syntax, wrong types, no or several results, too long. Data of the process is at fault. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
