import { z } from 'zod';
import {
  Ask,
  AskAssignment,
  defaultApprovalOptions,
  defaultConfirmOptions,
  type AskMode,
  type OptionValue,
} from '../../shared/human-task/ask.ts';
import { answerProblems } from '../../shared/human-task/answer.ts';
import { defaultKeys, hasFields, readDefault, type Entered } from '../../shared/human-task/fields.ts';
import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import { SchemaError } from '../../shared/json-schema/schema-error.ts';
import { standardErrors, WorkflowError } from '../errors.ts';
import { modeOf, type AskSource, type AssignmentSource, type OptionSource } from './ask-definition.ts';
import { evaluateFiles } from './ask-files.ts';
import {
  lengthProblem,
  longestOptionText,
  longestPrompt,
  longestUiSchema,
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
  const mode = modeOf(source);
  const commentRequired = await given(source.commentRequired, false, scope);
  const allowsComment = mode === 'approval' || mode === 'confirm' || commentRequired !== false;
  const ask = parsed(Ask, {
    prompt: await scope.text(source.prompt),
    mode,
    options: await options(source, mode, scope),
    schema: await given(source.schema, undefined, scope),
    files: mode === 'file' ? await files(source, scope) : undefined,
    uiSchema: await given(source.uiSchema, undefined, scope),
    fieldsFor: source.fieldsFor,
    validate: await given(source.validate, undefined, scope),
    default: await given(source.default, undefined, scope),
    required: await given(source.required, true, scope),
    allowComment: await given(source.allowComment, allowsComment, scope),
    commentRequired,
    contextKeys: source.contextKeys,
    assignment: source.assignment && (await evaluateAssignment(source.assignment, scope)),
    priority: await given(source.priority, undefined, scope),
    risk: await given(source.risk, 'low', scope),
    sensitive: await given(source.sensitive, false, scope),
  });
  mustBeAnswerable(ask, scope);
  return ask;
}

/** Who is asked. @throws WorkflowError (expression, validation) */
export async function evaluateAssignment(source: AssignmentSource, scope: TaskScope): Promise<AskAssignment> {
  const { assigneeIds, ...texts } = source;
  const evaluated: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(texts)) {
    if (text !== undefined) evaluated[key] = await scope.text(text);
  }
  if (typeof assigneeIds === 'string') evaluated['assigneeIds'] = await scope.data(assigneeIds);
  else if (assigneeIds !== undefined) {
    evaluated['assigneeIds'] = await Promise.all(assigneeIds.map((id) => scope.text(id)));
  }
  return parsed(AskAssignment, evaluated);
}

/** A default stands for an answer, so it must be one or none; a comment is not part of it. @throws WorkflowError */
export function mustFit(ask: Ask, { value, fields }: Entered, scope: TaskScope): void {
  const asked = { ...ask, required: false, commentRequired: false };
  const response = { value, ...(fields === undefined ? {} : { fields }) };
  const [problem] = answerProblems(asked, response, scope.host.schemas);
  if (problem === undefined) return;
  const field = problem.pointer.replace(/^\/value/, '');
  throw invalid(`Its default does not fit: ${field === '' ? '' : `${field} `}${problem.message}`);
}

async function given(
  field: Json | undefined,
  otherwise: Json | undefined,
  scope: TaskScope,
): Promise<Json | undefined> {
  return field === undefined ? otherwise : scope.data(field);
}

function mustBeAnswerable(ask: Ask, scope: TaskScope): void {
  mustNotBe(lengthProblem('A prompt', ask.prompt, longestPrompt));
  if (ask.commentRequired === true && !ask.allowComment)
    throw invalid('A comment is required and not allowed.');
  if (ask.mode !== 'text' && ask.mode !== 'object' && ask.mode !== 'file') mustOfferChoices(ask);
  if (ask.schema !== undefined) mustBeAForm(ask, scope);
  mustBeOptions(ask, ask.fieldsFor ?? []);
  if (ask.validate !== undefined) mustBeASchema('validate', ask.validate, scope);
  if (ask.default !== undefined && ask.mode !== 'object') mustFillIn(ask, ask.default, scope);
}

function mustBeAForm(ask: Ask, scope: TaskScope): void {
  mustBeASchema('schema', ask.schema ?? null, scope);
  mustNotBe(lengthProblem('A uiSchema', JSON.stringify(ask.uiSchema ?? {}), longestUiSchema));
  const filledIn = hasFields(ask) ? readDefault(ask, ask.default).fields : ask.default;
  if (filledIn !== undefined && filledIn !== null && !isJsonObject(filledIn)) {
    throw invalid('The default of a form is an object with some of its fields.');
  }
}

function mustBeOptions({ options }: Ask, values: readonly OptionValue[]): void {
  const unknown = values.find((value) => !options.some((option) => option.value === value));
  if (unknown !== undefined) throw invalid(`fieldsFor: no option has the value ${String(unknown)}.`);
}

/** Of a form beside the options maybe only some fields are filled in; the option is one or none. */
function mustFillIn(ask: Ask, given: Json, scope: TaskScope): void {
  const { schema: _schema, ...alone } = ask;
  if (!hasFields(ask)) return mustFit(ask, { value: given }, scope);
  const other = isJsonObject(given)
    ? Object.keys(given).find((key) => !defaultKeys.includes(key))
    : undefined;
  if (other !== undefined) throw invalid(`Its default has \`value\` and \`fields\`, not \`${other}\`.`);
  mustFit(alone, { value: readDefault(ask, given).value }, scope);
}

/** Found out now, and not when somebody has filled it in. */
function mustBeASchema(field: string, schema: Json, scope: TaskScope): void {
  try {
    scope.host.schemas.problems(schema, null);
  } catch (error) {
    if (error instanceof SchemaError) throw invalid(`${field}: ${error.message}`);
    throw error;
  }
}

async function files(source: AskSource, scope: TaskScope): Promise<unknown> {
  try {
    return await evaluateFiles(source.files, scope);
  } catch (error) {
    if (error instanceof z.ZodError) throw invalid(`files: ${z.prettifyError(error)}`);
    if (error instanceof RangeError) throw invalid(`files: ${error.message}`);
    throw error;
  }
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

function mustOfferChoices(ask: Ask): void {
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
