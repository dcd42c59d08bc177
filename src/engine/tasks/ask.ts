import { assertNever } from '../../shared/assert-never.ts';
import { timestamp } from '../../shared/clock.ts';
import type { Answer } from '../../shared/human-task/answer.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import { fieldsOf, readDefault } from '../../shared/human-task/fields.ts';
import type { Json } from '../../shared/json.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import { checkAsk } from './ask-check.ts';
import { AskTask, type AskSource } from './ask-definition.ts';
import { evaluateAsk, mustFit } from './ask-evaluation.ts';
import { escalate } from './ask-escalation.ts';
import type { TaskResult, TaskScope, TaskType } from './task-type.ts';

export const askType: TaskType<AskTask> = {
  kind: 'ask',
  schema: AskTask,
  check(task, scope) {
    checkAsk(task.ask, (path, message) => scope.problem(['ask', ...path], message));
    for (const part of ['schema', 'validate'] as const) {
      const schema = task.ask[part];
      if (schema !== undefined) scope.schema(['ask', part], schema);
    }
  },
  async run(task, scope) {
    const { instance } = scope;
    if (instance.wait?.kind !== 'approval') return begin(task.ask, scope);
    // An answer that was accepted counts even where its deadline has passed since.
    if (instance.answer !== null) return { kind: 'output', output: envelope(instance.answer) };
    const { deadline } = instance.wait;
    if (deadline === null || !scope.isDue(deadline)) return { kind: 'waiting', wait: instance.wait };
    return timedOut(task.ask, scope);
  },
};

async function begin(source: AskSource, scope: TaskScope): Promise<TaskResult> {
  const ask = await evaluateAsk(source, scope);
  const since = scope.now();
  const deadline = source.timeout === undefined ? null : await scope.after(since, source.timeout.after);
  return { kind: 'waiting', ask, wait: { kind: 'approval', since, deadline } };
}

async function timedOut({ onTimeout = 'fail' }: AskSource, scope: TaskScope): Promise<TaskResult> {
  const submittedAt = timestamp(scope.now());
  if (onTimeout === 'continue') return { kind: 'output', output: { value: null, submittedAt } };
  if (onTimeout === 'fail') throw unanswered('Nobody answered in time.', scope);
  switch (onTimeout.action) {
    case 'default': {
      const given = await scope.data(onTimeout.default);
      const { ask } = scope.instance;
      const output = ask === null ? { value: given, submittedAt } : standIn(ask, given, submittedAt, scope);
      return { kind: 'output', output };
    }
    case 'escalate': {
      const escalated = await escalate(onTimeout.to, scope);
      if (escalated === null) throw unanswered('Nobody answered in time, escalated or not.', scope);
      return escalated;
    }
    default:
      return assertNever(onTimeout);
  }
}

/** What stands for an answer, as one. @throws WorkflowError (validation) where it would not be taken from a person */
function standIn(ask: Ask, given: Json, submittedAt: string, scope: TaskScope): Json {
  const entered = readDefault(ask, given);
  mustFit(ask, entered, scope);
  return envelope({ value: entered.value ?? null, fields: fieldsOf(ask, entered), submittedAt });
}

function unanswered(detail: string, scope: TaskScope): WorkflowError {
  return new WorkflowError({ ...standardErrors.timeout, detail, instance: scope.instance.path });
}

function envelope({ value, fields, comment, submittedAt }: Answer): Json {
  return {
    value,
    ...(fields === undefined ? {} : { fields }),
    ...(comment === undefined ? {} : { comment }),
    submittedAt,
  };
}
