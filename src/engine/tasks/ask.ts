import { z } from 'zod';
import { Duration } from '../definition/duration.ts';
import { Data, Expression, notYet, Template } from '../definition/fields.ts';
import { taskBase } from '../definition/task-base.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { timestamp, type Instant } from '../../shared/clock.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import { AskMode, OptionValue, Risk } from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import { unwrap } from '../expression/syntax.ts';
import { checkAsk } from './ask-check.ts';
import { evaluateAsk, mustFit } from './ask-evaluation.ts';
import type { TaskResult, TaskScope, TaskType } from './task-type.ts';

const laterModes: ReadonlySet<unknown> = new Set(['object', 'form', 'file']);

const Mode = z.enum(AskMode.options, {
  error: ({ input }) =>
    laterModes.has(input) ? `This version does not run asks of mode ${String(input)}.` : undefined,
});

const wholeExpression = z
  .string()
  .refine((text) => unwrap(text) !== null, { error: 'Must be written as ${ … }.' });

export const OptionSource = z.union([
  Template,
  z.strictObject({ label: Template, value: OptionValue, description: Template.optional() }),
]);
export type OptionSource = z.infer<typeof OptionSource>;

const Assignment = z.strictObject({
  assigneeId: Template.optional(),
  roleId: Template.optional(),
  assigneeIds: z.union([z.array(Template), wholeExpression]).optional(),
  categoryCode: Template.optional(),
  reasonCode: Template.optional(),
});

const OnTimeout = z.union([
  z.enum(['fail', 'continue']),
  z.strictObject({
    action: z.literal('default', {
      error: ({ input }) =>
        input === 'escalate' ? 'This version does not run `escalate` on a timeout.' : undefined,
    }),
    default: Data,
    to: notYet('`escalate` on a timeout'),
  }),
]);
type OnTimeout = z.infer<typeof OnTimeout>;

export const AskSource = z.strictObject({
  prompt: Template,
  mode: Mode.optional(),
  options: z.array(OptionSource).optional(),
  optionsFrom: Expression.optional(),
  schema: notYet('`ask.schema`'),
  uiSchema: notYet('`ask.uiSchema`'),
  validate: notYet('`ask.validate`'),
  default: Data.optional(),
  required: z.boolean().optional(),
  allowComment: z.boolean().optional(),
  commentRequired: z.union([z.boolean(), z.array(OptionValue)]).optional(),
  contextKeys: z.array(z.string()).optional(),
  assignment: Assignment.optional(),
  priority: z.union([z.int(), wholeExpression]).optional(),
  risk: z.union([Risk, wholeExpression]).optional(),
  sensitive: z.boolean().optional(),
  timeout: z.strictObject({ after: Duration }).optional(),
  onTimeout: OnTimeout.optional(),
});
export type AskSource = z.infer<typeof AskSource>;

/** Waits for a person. Its output is the answer envelope: `.value`, `.comment`, `.submittedAt` (seed 004). */
export const AskTask = z.strictObject({ ...taskBase, ask: AskSource });
export type AskTask = z.infer<typeof AskTask>;

export const askType: TaskType<AskTask> = {
  kind: 'ask',
  schema: AskTask,
  check(task, scope) {
    checkAsk(task.ask, (path, message) => scope.problem(['ask', ...path], message));
  },
  async run(task, scope) {
    const { instance } = scope;
    if (instance.wait?.kind !== 'approval') return begin(task.ask, scope);
    // An answer that was accepted counts even where its deadline has passed since.
    if (instance.answer !== null) return { kind: 'output', output: envelope(instance.answer) };
    const { deadline } = instance.wait;
    const now = scope.now();
    if (deadline === null || deadline > now) return { kind: 'waiting', wait: instance.wait };
    return { kind: 'output', output: await timedOut(task.ask.onTimeout ?? 'fail', scope, now) };
  },
};

async function begin(source: AskSource, scope: TaskScope): Promise<TaskResult> {
  const ask = await evaluateAsk(source, scope);
  const since = scope.now();
  const deadline = source.timeout === undefined ? null : await scope.after(since, source.timeout.after);
  return { kind: 'waiting', ask, wait: { kind: 'approval', since, deadline } };
}

async function timedOut(onTimeout: OnTimeout, scope: TaskScope, now: Instant): Promise<Json> {
  if (onTimeout === 'continue') return { value: null, submittedAt: timestamp(now) };
  if (onTimeout === 'fail') {
    throw new WorkflowError({
      ...standardErrors.timeout,
      detail: 'Nobody answered in time.',
      instance: scope.instance.path,
    });
  }
  if (onTimeout.action === 'default') {
    const value = await scope.data(onTimeout.default);
    if (scope.instance.ask !== null) mustFit(scope.instance.ask, value);
    return { value, submittedAt: timestamp(now) };
  }
  return assertNever(onTimeout.action);
}

function envelope({ value, comment, submittedAt }: Answer): Json {
  return { value, ...(comment === undefined ? {} : { comment }), submittedAt };
}
