import { useMutation } from '@tanstack/react-query';
import { useMemo, useRef, type RefObject } from 'react';
import type { OutboxEntry } from '../../../shared/contract/accounts.ts';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { FieldProblem } from '../../../shared/errors.ts';
import { answeredLabel } from '../../../shared/human-task/answer-label.ts';
import type { Response } from '../../../shared/human-task/answer.ts';
import { needsComment } from '../../../shared/human-task/comment-rule.ts';
import { defaultFields, defaultValue, hasFields } from '../../../shared/human-task/fields.ts';
import type { OptionValue } from '../../../shared/human-task/ask.ts';
import type { Json } from '../../../shared/json.ts';
import { client } from '../../app/api.ts';
import type { KeptState } from '../../app/draft-keeper.ts';
import { drafts, useDraft, type Draft } from '../../app/drafts.ts';
import { intents } from '../../app/intents.ts';
import { editing } from '../../app/editing.ts';
import { draftKeeper, useKept } from '../../app/kept-drafts.ts';
import { readAgain, sayOnItsWay } from '../../app/outbox.ts';
import { removeFromOpenViews } from '../../app/task-list.ts';
import type { FormHandle } from '../../forms/form-handle.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { toProblem, type Problem } from '../../ui/problem.ts';
import { answerLabel } from './answer-label.ts';
import { toSend } from './asked-value.ts';
import { filesValue, useUploadedFiles } from './files/files-of.ts';

/** Everything the page needs to let someone answer. */
export interface AnswerState {
  readonly draft: Draft;
  /** How what is entered stands to what is saved; null: not known yet, or nothing can be entered. */
  readonly kept: KeptState | null;
  /** The entered value, or the ask's default while nothing has been entered. */
  readonly value: Json | undefined;
  /** The same of the form beside the options. */
  readonly fields: Json | undefined;
  readonly sending: boolean;
  /** What the app refused, unless it belongs to a field. */
  readonly problem: Problem | null;
  readonly valueError: string | null;
  readonly commentError: string | null;
  /** What is wrong inside the value, or inside the fields beside the options, by JSON pointer into it. */
  readonly fieldProblems: readonly FieldProblem[];
  /** The form of the ask, once it is there: it knows what was typed a moment ago. */
  readonly form: RefObject<FormHandle | null>;
  enter(value: Json | undefined): void;
  enterFields(fields: Json | undefined): void;
  comment(text: string): void;
  /** Sends the answer; an option that needs a comment first asks for it. */
  send(value: Json | undefined): void;
}

/** The answer to the task before must not become the answer to the next one by a second click or a bouncing key. */
const quietAfterAnswer = 350;
let answeredAt = Number.NEGATIVE_INFINITY;

/** @param queued the answer that is queued already and is being changed; null: there is none yet */
export function useAnswer(
  task: HumanTask,
  queued: OutboxEntry | null,
  onAnswered: (taskAsstId: string) => void,
): AnswerState {
  const { ask, taskAsstId } = task;
  const draft = useDraft(taskAsstId);
  const form = useRef<FormHandle>(null);
  const keeps = task.canComplete && queued === null;
  const saved = useKept(taskAsstId, keeps);
  const kept = keeps ? saved : null;
  const files = useUploadedFiles(task);
  const mutation = useMutation({
    mutationFn: async (response: Response): Promise<Given> => {
      if (queued !== null) {
        const { response: changed } = await client.outbox.edit({ entryId: queued.entryId, response });
        return changed ?? response;
      }
      const idempotencyKey = intents.keyFor(taskAsstId, response);
      return (await client.humanTasks.complete({ taskAsstId, taskId: task.taskId, response, idempotencyKey }))
        .response;
    },
    onSuccess: ({ value = null, fields }) => {
      const label = answeredLabel(ask, { value, fields });
      if (queued !== null) changed(label);
      else finished(label, strings.answer.sent(label, task.title));
    },
    onError: (error) => {
      if (toProblem(error).code === 'RESUME_FAILED') finished('', strings.answer.sentNotResumed(task.title));
    },
  });
  const finished = (label: string, said: string) => {
    answeredAt = performance.now();
    intents.done(taskAsstId);
    draftKeeper.forget(taskAsstId);
    onAnswered(taskAsstId);
    if (isOfServer(task)) {
      void sayOnItsWay(taskAsstId, label, task.title);
      return;
    }
    announce(said);
    removeFromOpenViews(taskAsstId);
  };
  const changed = (label: string) => {
    drafts.discard(taskAsstId);
    editing.set(null);
    announce(strings.queue.edited(label, task.title));
    void readAgain();
  };
  const change = (entered: Partial<Draft>) => {
    drafts.change(taskAsstId, entered);
    if (queued === null) draftKeeper.touched(taskAsstId);
  };
  // Files are not in the draft: they are with the task from the moment they were chosen.
  const uploaded = ask.mode === 'file' ? filesValue(task, files) : undefined;
  const problem = mutation.error === null ? null : toProblem(mutation.error);
  const formRoot = hasFields(ask) ? '/fields' : '/value';
  const fieldProblems = useMemo(() => inside(formRoot, mutation.error), [formRoot, mutation.error]);
  const missing = draft.intent !== null && draft.comment.trim() === '' ? draft.intent : null;
  return {
    draft,
    kept,
    value: uploaded ?? (draft.value === undefined ? defaultValue(ask) : draft.value),
    fields: draft.fields === undefined ? defaultFields(ask) : draft.fields,
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
    enterFields(fields) {
      mutation.reset();
      change({ fields: fields === undefined ? null : fields });
    },
    comment: (text) => change({ comment: text }),
    send(entered) {
      if (mutation.isPending || performance.now() - answeredAt < quietAfterAnswer) return;
      const { value, fields } = toSend(ask, form.current, entered, draft.fields);
      const comment = draft.comment.trim();
      if (comment === '' && needsComment(ask, value)) {
        drafts.change(taskAsstId, { intent: isOptionValue(value) ? value : null });
        document.getElementById(commentFieldId)?.focus();
        if (isOptionValue(value)) return;
      }
      mutation.mutate({
        ...(value === undefined || value === null ? {} : { value }),
        ...(fields === undefined ? {} : { fields }),
        ...(comment === '' ? {} : { comment }),
      });
    },
  };
}

type Given = Pick<Response, 'value' | 'fields'>;

function isOfServer({ sync }: HumanTask): boolean {
  return sync !== undefined && sync !== null;
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

function inside(root: string, error: Error | null): FieldProblem[] {
  return ((error === null ? null : toProblem(error))?.details.fields ?? [])
    .filter(({ pointer }) => pointer === root || pointer.startsWith(`${root}/`))
    .map(({ pointer, message }) => ({ pointer: pointer.slice(root.length), message }));
}

function isOptionValue(value: Json | undefined): value is OptionValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
