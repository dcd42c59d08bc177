import type { z } from 'zod';
import {
  Ask,
  defaultApprovalOptions,
  defaultConfirmOptions,
  type AskMode,
  type OptionValue,
} from '../../shared/human-task/ask.ts';
import { answerProblems } from '../../shared/human-task/answer.ts';
import type { Json } from '../../shared/json.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import type { AskSource, OptionSource } from './ask.ts';
import {
  lengthProblem,
  longestOptionText,
  longestPrompt,
  mostOptions,
  optionValueProblem,
  tooManyOptions,
} from './ask-limits.ts';
import type { TaskScope } from './task-type.ts';

/**
 * What is asked of the person: every expression evaluated once, every default filled in.
 * @throws WorkflowError (validation) when what expressions gave is no ask, e.g. an option without a label
 */
export async function evaluateAsk(source: AskSource, scope: TaskScope): Promise<Ask> {
  const mode = source.mode ?? 'text';
  const commentRequired = source.commentRequired ?? false;
  const ask = parsed(Ask, {
    prompt: await scope.text(source.prompt),
    mode,
    options: await options(source, mode, scope),
    default: source.default === undefined ? undefined : await scope.data(source.default),
    required: source.required ?? true,
    allowComment:
      source.allowComment ?? (mode === 'approval' || mode === 'confirm' || commentRequired !== false),
    commentRequired,
    contextKeys: source.contextKeys,
    assignment: await assignment(source.assignment, scope),
    priority: source.priority === undefined ? undefined : await scope.data(source.priority),
    risk: source.risk === undefined ? 'low' : await scope.data(source.risk),
    sensitive: source.sensitive ?? false,
  });
  mustNotBe(lengthProblem('A prompt', ask.prompt, longestPrompt));
  mustOfferChoices(ask);
  if (ask.default !== undefined) mustFit(ask, ask.default);
  return ask;
}

async function options(source: AskSource, mode: AskMode, scope: TaskScope): Promise<unknown> {
  if (source.optionsFrom !== undefined) return optionsFromData(await scope.expression(source.optionsFrom));
  if (source.options !== undefined) {
    return Promise.all(source.options.map((option) => evaluateOption(option, scope)));
  }
  if (mode === 'approval') return defaultApprovalOptions;
  return mode === 'confirm' ? defaultConfirmOptions : [];
}

async function evaluateOption(option: OptionSource, scope: TaskScope): Promise<unknown> {
  if (typeof option === 'string') {
    const text = await scope.text(option);
    return { label: text, value: text };
  }
  const { label, value, description } = option;
  return {
    label: await scope.text(label),
    value: await scope.data(value),
    ...(description === undefined ? {} : { description: await scope.text(description) }),
  };
}

/** Labels that come as data are shown as they are: a `${ … }` in them is text. */
function optionsFromData(data: Json): unknown {
  if (!Array.isArray(data)) return data;
  return data.map((item) => (typeof item === 'string' ? { label: item, value: item } : item));
}

async function assignment(source: AskSource['assignment'], scope: TaskScope): Promise<unknown> {
  if (source === undefined) return undefined;
  const { assigneeIds, ...texts } = source;
  const evaluated: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(texts)) {
    if (text !== undefined) evaluated[key] = await scope.text(text);
  }
  if (typeof assigneeIds === 'string') evaluated['assigneeIds'] = await scope.data(assigneeIds);
  else if (assigneeIds !== undefined) {
    evaluated['assigneeIds'] = await Promise.all(assigneeIds.map((id) => scope.text(id)));
  }
  return evaluated;
}

function mustOfferChoices(ask: Ask): void {
  if (ask.mode === 'text') return;
  if (ask.options.length === 0) throw invalid('There are no options to choose from.');
  if (ask.options.length > mostOptions) throw invalid(tooManyOptions);
  const earlier = new Map<string, OptionValue>();
  for (const { label, value, description = '' } of ask.options) {
    mustNotBe(optionValueProblem(value, earlier));
    mustNotBe(lengthProblem('A label', label, longestOptionText));
    mustNotBe(lengthProblem('A description', description, longestOptionText));
    earlier.set(String(value), value);
  }
}

function mustNotBe(problem: string | null): void {
  if (problem !== null) throw invalid(problem);
}

/** A default stands for an answer, so it must be one or none; a comment is not part of it. @throws WorkflowError */
export function mustFit(ask: Ask, value: Json): void {
  const [problem] = answerProblems({ ...ask, required: false, commentRequired: false }, { value });
  if (problem !== undefined) throw invalid(`Its default does not fit: ${problem.message}`);
}

function parsed<Output>(schema: z.ZodType<Output>, value: Record<string, unknown>): Output {
  const given = Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function invalid(why: string): WorkflowError {
  return new WorkflowError({ ...standardErrors.validation, detail: `What is asked cannot be shown: ${why}` });
}
