import { useMutation } from '@tanstack/react-query';
import { useMemo, useRef, type RefObject } from 'react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { FieldProblem } from '../../../shared/errors.ts';
import type { Response } from '../../../shared/human-task/answer.ts';
import { needsComment } from '../../../shared/human-task/comment-rule.ts';
import type { OptionValue } from '../../../shared/human-task/ask.ts';
import type { Json } from '../../../shared/json.ts';
import { client } from '../../app/api.ts';
import type { KeptState } from '../../app/draft-keeper.ts';
import { drafts, useDraft, type Draft } from '../../app/drafts.ts';
import { intents } from '../../app/intents.ts';
import { draftKeeper, useKept } from '../../app/kept-drafts.ts';
import { removeFromOpenViews } from '../../app/task-list.ts';
import type { FormHandle } from '../../forms/form-handle.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { toProblem, type Problem } from '../../ui/problem.ts';
import { answerLabel } from './answer-label.ts';
import { valueToSend } from './asked-value.ts';
import { filesValue, useUploadedFiles } from './files/files-of.ts';

/** Everything the page needs to let someone answer. */
export interface AnswerState {
  readonly draft: Draft;
  /** How what is entered stands to what is saved; null: not known yet, or nothing can be entered. */
  readonly kept: KeptState | null;
  /** The entered value, or the ask's default while nothing has been entered. */
  readonly value: Json | undefined;
  readonly sending: boolean;
  /** What the app refused, unless it belongs to a field. */
  readonly problem: Problem | null;
  readonly valueError: string | null;
  readonly commentError: string | null;
  /** What is wrong inside the value, by JSON pointer into it. */
  readonly fieldProblems: readonly FieldProblem[];
  /** The form of an ask that takes an object, once it is there: it knows what was typed a moment ago. */
  readonly form: RefObject<FormHandle | null>;
  enter(value: Json | undefined): void;
  comment(text: string): void;
  /** Sends the answer; an option that needs a comment first asks for it. */
  send(value: Json | undefined): void;
}

/** The answer to the task before must not become the answer to the next one by a second click or a bouncing key. */
const quietAfterAnswer = 350;
let answeredAt = Number.NEGATIVE_INFINITY;

export function useAnswer(task: HumanTask, onAnswered: (taskAsstId: string) => void): AnswerState {
  const { ask, taskAsstId } = task;
  const draft = useDraft(taskAsstId);
  const form = useRef<FormHandle>(null);
  const kept = useKept(taskAsstId, task.canComplete);
  const files = useUploadedFiles(task);
  const mutation = useMutation({
    mutationFn: (response: Response) =>
      client.humanTasks.complete({
        taskAsstId,
        taskId: task.taskId,
        response,
        idempotencyKey: intents.keyFor(taskAsstId, response),
      }),
    onSuccess: (result) => finished(strings.answer.sent(answerLabel(ask, result.response.value), task.title)),
    onError: (error) => {
      if (toProblem(error).code === 'RESUME_FAILED') finished(strings.answer.sentNotResumed(task.title));
    },
  });
  const finished = (said: string) => {
    answeredAt = performance.now();
    intents.done(taskAsstId);
    draftKeeper.forget(taskAsstId);
    announce(said);
    onAnswered(taskAsstId);
    removeFromOpenViews(taskAsstId);
  };
  const change = (entered: Partial<Draft>) => {
    drafts.change(taskAsstId, entered);
    draftKeeper.touched(taskAsstId);
  };
  // Files are not in the draft: they are with the task from the moment they were chosen.
  const uploaded = ask.mode === 'file' ? filesValue(task, files) : undefined;
  const problem = mutation.error === null ? null : toProblem(mutation.error);
  const fieldProblems = useMemo(() => insideValue(mutation.error), [mutation.error]);
  const missing = draft.intent !== null && draft.comment.trim() === '' ? draft.intent : null;
  return {
    draft,
    kept,
    value: uploaded ?? (draft.value === undefined ? ask.default : draft.value),
    sending: mutation.isPending,
    problem: problem === null || belongsToField(problem) ? null : problem,
    valueError: fieldMessage(problem, '/value'),
    commentError:
      missing === null
        ? fieldMessage(problem, '/comment')
        : strings.answer.commentMissing(answerLabel(ask, missing)),
    fieldProblems,
    form,
    enter(value) {
      mutation.reset();
      change({ value: value === undefined ? null : value });
    },
    comment: (text) => change({ comment: text }),
    send(entered) {
      if (mutation.isPending || performance.now() - answeredAt < quietAfterAnswer) return;
      const value = form.current === null ? valueToSend(ask, entered) : form.current.value();
      const comment = draft.comment.trim();
      if (comment === '' && needsComment(ask, value)) {
        drafts.change(taskAsstId, { intent: isOptionValue(value) ? value : null });
        document.getElementById(commentFieldId)?.focus();
        if (isOptionValue(value)) return;
      }
      mutation.mutate({
        ...(value === undefined || value === null ? {} : { value }),
        ...(comment === '' ? {} : { comment }),
      });
    },
  };
}

/** The comment field of the page that is shown; there is one page at a time. */
export const commentFieldId = 'answer-comment';

function belongsToField(problem: Problem): boolean {
  return problem.code === 'ANSWER_INVALID' && (problem.details.fields ?? []).length > 0;
}

function fieldMessage(problem: Problem | null, pointer: string): string | null {
  const messages = (problem?.details.fields ?? [])
    .filter((field) => field.pointer === pointer || field.pointer.startsWith(`${pointer}/`))
    .map((field) => field.message);
  return messages.length === 0 ? null : messages.join(' ');
}

function insideValue(error: Error | null): FieldProblem[] {
  const root = '/value';
  return ((error === null ? null : toProblem(error))?.details.fields ?? [])
    .filter(({ pointer }) => pointer === root || pointer.startsWith(`${root}/`))
    .map(({ pointer, message }) => ({ pointer: pointer.slice(root.length), message }));
}

function isOptionValue(value: Json | undefined): value is OptionValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
