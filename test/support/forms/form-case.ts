import type { Json, JsonObject } from '../../../src/shared/json.ts';

/** A form as people meet it, and what is entered into it from the keyboard alone. */
export interface FormCase {
  readonly title: string;
  readonly schema: JsonObject;
  readonly uiSchema?: JsonObject;
  /** What the process has already put there. */
  readonly given?: JsonObject;
  /** What is entered, and then the answer to the letter. */
  readonly answer: JsonObject;
  /** The alternative to choose at a place, by its name. */
  readonly kinds?: Readonly<Record<string, string>>;
  /** What is in the answer without being entered. */
  readonly untouched?: readonly string[];
}

export const text = (title: string, more: JsonObject = {}): JsonObject => ({
  type: 'string',
  title,
  ...more,
});
export const long = (title: string): JsonObject => text(title, { maxLength: 4_000 });
export const day = (title: string): JsonObject => text(title, { format: 'date' });
export const amount = (title: string, more: JsonObject = {}): JsonObject => ({
  type: 'number',
  title,
  ...more,
});
export const count = (title: string, more: JsonObject = {}): JsonObject => ({
  type: 'integer',
  title,
  ...more,
});
export const box = (title: string, more: JsonObject = {}): JsonObject => ({
  type: 'boolean',
  title,
  ...more,
});
export const choice = (title: string, values: Json[], more: JsonObject = {}): JsonObject => ({
  title,
  enum: values,
  ...more,
});
export const list = (title: string, items: Json, more: JsonObject = {}): JsonObject => ({
  type: 'array',
  title,
  items,
  ...more,
});
export const several = (title: string, values: Json[], more: JsonObject = {}): JsonObject =>
  list(title, { enum: values }, { uniqueItems: true, ...more });
export const object = (title: string, required: string[], properties: JsonObject, more: JsonObject = {}) => ({
  type: 'object',
  title,
  required,
  properties,
  ...more,
});
