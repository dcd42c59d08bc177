import type { Json, JsonObject } from '../json.ts';
import { isJsonObject } from '../json-object.ts';
import type { Ask } from './ask.ts';
import type { Entered } from './fields.ts';
import { humanize, plainText, shortened } from './title.ts';

/** A label is one line; the page of the task has the whole answer. */
const longestLabel = 300;

type AskedFor = Pick<Ask, 'options' | 'schema' | 'files'>;

/**
 * An answer in the words of its ask: the labels of the options that were chosen, the fields that were filled in, or the text
 * itself on one line.
 */
export function answerLabel(ask: AskedFor, value: Json): string {
  return shortened(wholeLabel(ask, value), longestLabel);
}

/** The same of a whole answer: the option, and what was filled in beside it. */
export function answeredLabel(
  ask: AskedFor,
  { value, fields: filled = {} }: Entered & { value: Json },
): string {
  const label = wholeLabel(ask, value);
  const isEmpty = !isJsonObject(filled) || Object.keys(filled).length === 0;
  return shortened(isEmpty ? label : `${label} · ${fields(ask, filled)}`, longestLabel);
}

function wholeLabel(ask: AskedFor, value: Json): string {
  const label = (item: Json) => ask.options.find((option) => option.value === item)?.label;
  if (Array.isArray(value)) {
    return value
      .map((item) => label(item) ?? (typeof item === 'string' ? item : JSON.stringify(item)))
      .join(', ');
  }
  if (value === null) return 'No answer';
  if (isJsonObject(value)) return ask.files === undefined ? fields(ask, value) : fileNames(value);
  return label(value) ?? (typeof value === 'string' ? plainText(value) : JSON.stringify(value));
}

function fileNames(value: JsonObject): string {
  const names = Object.values(value).flatMap((files) => (Array.isArray(files) ? files : []).map(fileName));
  return names.length === 0 ? 'No files' : names.join(', ');
}

function fileName(file: Json): string {
  return isJsonObject(file) && typeof file['name'] === 'string' ? plainText(file['name']) : 'A file';
}

function fields({ schema }: AskedFor, value: JsonObject): string {
  const properties = schema?.['properties'];
  const titleOf = (name: string): string => {
    const property =
      isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const title = isJsonObject(property) ? property['title'] : undefined;
    return typeof title === 'string' && title !== '' ? title : humanize(name);
  };
  const entries = Object.entries(value);
  if (entries.length === 0) return 'Nothing filled in';
  return entries
    .map(
      ([name, field]) =>
        `${titleOf(name)}: ${typeof field === 'string' ? plainText(field) : JSON.stringify(field)}`,
    )
    .join(', ');
}
