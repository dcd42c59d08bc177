import { standardErrors, WorkflowError } from '../engine/errors.ts';

const types = 'https://serverlessworkflow.io/spec/1.0.0/errors';

/** Error types that only effects raise, beside `standardErrors`. Statuses are those of the specification. */
const effectErrors = {
  ...standardErrors,
  authentication: { type: `${types}/authentication`, status: 401, title: 'Authentication error' },
  communication: { type: `${types}/communication`, status: 500, title: 'Communication error' },
} as const;

export type FaultKind = keyof typeof effectErrors;

/** A WorkflowError of one of the language's types; `status` and `title` where they are better known than from its type. */
export function fault(
  kind: FaultKind,
  detail: string,
  more: { status?: number; title?: string; cause?: unknown } = {},
): WorkflowError {
  const { type, status, title } = effectErrors[kind];
  return new WorkflowError(
    { type, status: more.status ?? status, title: more.title ?? title, detail },
    more.cause,
  );
}
