import { z } from 'zod';
import { assertNever } from '../assert-never.ts';
import { Timestamp } from '../clock.ts';
import type { FieldProblem } from '../errors.ts';
import { SchemaError } from '../json-schema/schema-error.ts';
import { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json-object.ts';
import type { Ask } from './ask.ts';
import { needsComment } from './comment-rule.ts';
import { hasFields, takesFields } from './fields.ts';
import { fileProblems, hasNoFiles } from './file-answer.ts';

/**
 * The answer envelope of seed 004: the output of an ask task, word for word. `fields` is there exactly where a form stands beside
 * the options and goes with the one that was chosen.
 */
export const Answer = z.object({
  value: Json,
  fields: JsonObject.optional(),
  comment: z.string().optional(),
  submittedAt: Timestamp,
});
export type Answer = z.infer<typeof Answer>;

/** What a person sends: the time is filled in where it is missing. */
export const Response = z.object({
  value: Json.optional(),
  /** What was filled in beside the option; none is `{}`. */
  fields: Json.optional(),
  comment: z.string().max(100_000).optional(),
  submittedAt: Timestamp.optional(),
});
export type Response = z.infer<typeof Response>;

/** What holds data against JSON Schema: an argument, because it compiles code, which the window must not. */
export interface AnswerSchemas {
  /** @throws SchemaError for a schema by which nothing can be checked in time */
  problems(schema: Json, data: Json): readonly FieldProblem[];
}

/** Every way in which a response does not fit its ask; empty means that it fits. Pointers are into the response. */
export function answerProblems(ask: Ask, response: Response, schemas: AnswerSchemas): FieldProblem[] {
  const { value } = response;
  const problems = valueProblems(ask, value, schemas);
  const besides = problems.length > 0 || isEmpty(value) ? [] : ruleProblems(ask, value ?? null, schemas);
  return [
    ...problems,
    ...besides,
    ...fieldsProblems(ask, response, schemas),
    ...commentProblems(ask, response),
  ];
}

function valueProblems(ask: Ask, value: Json | undefined, schemas: AnswerSchemas): FieldProblem[] {
  if (isEmpty(value)) return ask.required ? [problem('/value', requiredMessage(ask))] : [];
  switch (ask.mode) {
    case 'text':
      return typeof value === 'string' ? [] : [problem('/value', 'Must be text.')];
    case 'approval':
    case 'confirm':
    case 'choice':
      return isOption(ask, value) ? [] : [problem('/value', `Must be one of: ${optionList(ask)}.`)];
    case 'multiChoice':
      return multiChoiceProblems(ask, value);
    case 'object':
      if (!isJsonObject(value)) return [problem('/value', 'Must be an object: the fields of the form.')];
      return schemaProblems(ask.schema ?? {}, value, schemas, '/value');
    case 'file':
      return filesProblems(ask, value ?? null);
    default:
      return assertNever(ask.mode);
  }
}

function filesProblems(ask: Ask, value: Json): FieldProblem[] {
  const problems = fileProblems(ask.files ?? [], value);
  if (problems.length === 0 && ask.required && hasNoFiles(value)) {
    return [problem('/value', 'At least one file is required.')];
  }
  return problems.map(({ pointer, message }) => problem(`/value${pointer}`, message));
}

/** `validate` in its author's words where it has a description; what a schema says of a pattern is no help to most. */
function ruleProblems({ validate }: Ask, value: Json, schemas: AnswerSchemas): FieldProblem[] {
  if (validate === undefined) return [];
  const { description } = validate;
  return schemaProblems(validate, value, schemas, '/value').map(({ pointer, message }) =>
    problem(pointer, pointer === '/value' && typeof description === 'string' ? description : message),
  );
}

/** @param at where the data is in the response */
function schemaProblems(schema: Json, data: Json, schemas: AnswerSchemas, at: string): FieldProblem[] {
  try {
    return schemas.problems(schema, data).map(({ pointer, message }) => problem(`${at}${pointer}`, message));
  } catch (error) {
    // The schema was found to be one when the ask began; a value by which it takes too long is no answer to it.
    if (error instanceof SchemaError) return [problem(at, error.message)];
    throw error;
  }
}

function fieldsProblems(ask: Ask, { value, fields }: Response, schemas: AnswerSchemas): FieldProblem[] {
  if (!hasFields(ask)) return fields === undefined ? [] : [problem('/fields', 'This task takes no fields.')];
  if (isEmpty(value)) {
    // No option is chosen: whether the form goes with it cannot be told.
    if (fields === undefined) return [];
  } else if (!takesFields(ask, value)) {
    return fields === undefined ? [] : [problem('/fields', 'No fields go with this answer.')];
  }
  if (fields !== undefined && !isJsonObject(fields)) {
    return [problem('/fields', 'Must be an object: the fields of the form.')];
  }
  return schemaProblems(ask.schema ?? {}, fields ?? {}, schemas, '/fields');
}

function multiChoiceProblems(ask: Ask, value: Json | undefined): FieldProblem[] {
  if (!Array.isArray(value)) return [problem('/value', `Must be a list of: ${optionList(ask)}.`)];
  const problems = value.flatMap((item, index) =>
    isOption(ask, item) ? [] : [problem(`/value/${index}`, `Must be one of: ${optionList(ask)}.`)],
  );
  if (new Set(value).size !== value.length) problems.push(problem('/value', 'Names an option twice.'));
  return problems;
}

function commentProblems(ask: Ask, response: Response): FieldProblem[] {
  const given = (response.comment ?? '').trim() !== '';
  if (given && !ask.allowComment) return [problem('/comment', 'This task takes no comment.')];
  if (!given && needsComment(ask, response.value)) {
    return [problem('/comment', 'A comment is required for this answer.')];
  }
  return [];
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

function isOption(ask: Ask, value: Json | undefined): boolean {
  return ask.options.some((option) => option.value === value);
}

function optionList(ask: Ask): string {
  return ask.options.map((option) => String(option.value)).join(', ');
}

function requiredMessage(ask: Ask): string {
  if (ask.mode === 'file') return 'Files are required.';
  return ask.mode === 'text' || ask.mode === 'object'
    ? 'An answer is required.'
    : `Choose one of: ${optionList(ask)}.`;
}

function problem(pointer: string, message: string): FieldProblem {
  return { pointer, message };
}
