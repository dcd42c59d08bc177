import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../src/shared/json.ts';

/** A data-entry schema as somebody has published it. */
export interface PublishedForm {
  readonly title: string;
  readonly schema: JsonObject;
  readonly uiSchema: JsonObject;
  /** What its author has filled in; null: nothing. */
  readonly given: JsonObject | null;
  /** What is to be entered where the schema does not tell, by JSON pointer: texts of a pattern. */
  readonly values: Readonly<Record<string, Json>>;
}

/** The variable that names a folder of them: files `{name, schema, uiSchema?, given?, values?}`. */
export const publishedFormsVariable = 'COUNTERSIGN_FORM_SCHEMAS';

/** Those of the folder, by name; none where no folder is named. @throws when the folder holds none */
export function publishedForms(folder: string | undefined): readonly PublishedForm[] {
  if (folder === undefined || folder === '') return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  if (files.length === 0) throw new Error(`There is no *.json in ${folder}`);
  return files.toSorted().map((file) => published(readFileSync(join(folder, file), 'utf8')));
}

interface PublishedFile {
  readonly name: string;
  readonly schema: JsonObject;
  readonly uiSchema?: JsonObject;
  readonly given?: Json;
  readonly values?: Record<string, Json>;
}

/** An answer is an object; a form of something else is asked for as its only field. */
function published(text: string): PublishedForm {
  const { name, schema, uiSchema = {}, given = null, values = {} } = JSON.parse(text) as PublishedFile;
  if (schema['type'] === undefined || schema['type'] === 'object') {
    return { title: name, schema, uiSchema, given: given as JsonObject | null, values };
  }
  const { $schema, $defs, definitions, ...only } = schema;
  const outer = Object.entries({ $schema, $defs, definitions }).filter(([, part]) => part !== undefined);
  return {
    title: name,
    schema: { ...Object.fromEntries(outer), type: 'object', properties: { value: only } },
    uiSchema: { value: uiSchema },
    given: given === null ? null : { value: given },
    values,
  };
}
