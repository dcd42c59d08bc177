import { humanize } from '../../shared/human-task/title.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';
import { jsonText } from '../ui/json-text.ts';

/** What a part of a form is drawn as. What has no control of its own is entered as JSON, so that every schema can be answered. */
export type FormField = FieldText &
  (
    | {
        readonly kind: 'text';
        readonly multiline: boolean;
        readonly input: TextInputKind;
        readonly maxLength?: number;
      }
    | { readonly kind: 'number'; readonly integer: boolean }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'choice'; readonly options: readonly FormOption[] }
    | { readonly kind: 'choices'; readonly options: readonly FormOption[] }
    | { readonly kind: 'group'; readonly fields: readonly FormField[] }
    | { readonly kind: 'list'; readonly item: FormField; readonly least: number; readonly most: number }
    | { readonly kind: 'json' }
  );

interface FieldText {
  /** Its key in the object around it; empty for the whole form and for the items of a list. */
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  readonly required: boolean;
  /** What it holds before anything is entered; undefined: nothing. */
  readonly initial: Json | undefined;
  readonly readOnly: boolean;
}

export type TextInputKind = 'text' | 'email' | 'url' | 'date' | 'time' | 'datetime-local';

export interface FormOption {
  readonly label: string;
  readonly value: Json;
}

/** Schemas may refer to themselves: what is deeper than this is entered as JSON. */
const deepest = 6;
const mostListed = 1_000;

/** Reads a JSON Schema as a form. `uiSchema` may order fields (`ui:order`) and make text long (`ui:widget: textarea`). */
export function formField(schema: JsonObject, uiSchema: JsonObject = {}): FormField {
  return fieldOf({ schema, ui: uiSchema, name: '', required: true, root: schema, depth: 0 });
}

interface Place {
  readonly schema: Json | undefined;
  readonly ui: Json | undefined;
  readonly name: string;
  readonly required: boolean;
  readonly root: JsonObject;
  readonly depth: number;
}

function fieldOf(place: Place): FormField {
  const { name, required, root } = place;
  const schema = resolved(place.schema, root);
  const ui = isJsonObject(place.ui) ? place.ui : {};
  const common: FieldText = {
    name,
    label: text(ui['ui:title']) ?? text(schema['title']) ?? humanize(name),
    description: text(ui['ui:description']) ?? text(schema['description']) ?? null,
    required,
    initial: schema['const'] ?? schema['default'],
    readOnly: schema['readOnly'] === true || schema['const'] !== undefined,
  };
  if (place.depth > deepest) return { ...common, kind: 'json' };
  const options = optionsOf(schema);
  if (options !== null) return { ...common, kind: 'choice', options };
  switch (typeOf(schema)) {
    case 'string':
      return { ...common, ...textField(schema, ui) };
    case 'number':
      return { ...common, kind: 'number', integer: false };
    case 'integer':
      return { ...common, kind: 'number', integer: true };
    case 'boolean':
      return { ...common, kind: 'boolean' };
    case 'object':
      return groupField(common, schema, ui, place);
    case 'array':
      return listField(common, schema, ui, place);
    default:
      return { ...common, kind: 'json' };
  }
}

function textField(schema: JsonObject, ui: JsonObject) {
  const { maxLength } = schema;
  const input = inputKinds[text(schema['format']) ?? ''] ?? 'text';
  const long = ui['ui:widget'] === 'textarea' || (typeof maxLength === 'number' && maxLength > 200);
  return {
    kind: 'text' as const,
    input,
    multiline: input === 'text' && long,
    ...(typeof maxLength === 'number' ? { maxLength } : {}),
  };
}

const inputKinds: Readonly<Record<string, TextInputKind>> = {
  email: 'email',
  uri: 'url',
  date: 'date',
  'date-time': 'datetime-local',
};

function groupField(common: FieldText, schema: JsonObject, ui: JsonObject, place: Place): FormField {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const names = inOrder(Object.keys(properties), ui['ui:order']);
  if (names.length === 0) return { ...common, kind: 'json' };
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const fields = names.map((name) =>
    fieldOf({
      schema: properties[name],
      ui: ui[name],
      name,
      required: required.includes(name),
      root: place.root,
      depth: place.depth + 1,
    }),
  );
  return { ...common, kind: 'group', fields };
}

function listField(common: FieldText, schema: JsonObject, ui: JsonObject, place: Place): FormField {
  const { items, minItems, maxItems } = schema;
  if (!isJsonObject(items)) return { ...common, kind: 'json' };
  const options = optionsOf(resolved(items, place.root));
  if (options !== null && schema['uniqueItems'] === true) return { ...common, kind: 'choices', options };
  const item = fieldOf({
    schema: items,
    ui: ui['items'],
    name: '',
    required: true,
    root: place.root,
    depth: place.depth + 1,
  });
  return {
    ...common,
    kind: 'list',
    item,
    least: typeof minItems === 'number' ? minItems : 0,
    most: typeof maxItems === 'number' ? maxItems : mostListed,
  };
}

/** `enum`, or `oneOf` of constants with titles. */
function optionsOf({ enum: values, oneOf }: JsonObject): FormOption[] | null {
  if (Array.isArray(values) && values.length > 0) {
    return values.map((value) => ({
      label: jsonText(value),
      value,
    }));
  }
  if (!Array.isArray(oneOf) || oneOf.length === 0) return null;
  const options = oneOf
    .filter(isJsonObject)
    .flatMap(({ const: value, title }) =>
      value === undefined ? [] : [{ label: text(title) ?? jsonText(value), value }],
    );
  return options.length === oneOf.length ? options : null;
}

/** The one type of a schema; of a type that may also be null, the other one. Null: it is none of those with a control. */
function typeOf({ type, properties }: JsonObject): string | null {
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) {
    const [only, another] = type.filter((candidate) => candidate !== 'null');
    return typeof only === 'string' && another === undefined ? only : null;
  }
  return isJsonObject(properties) ? 'object' : null;
}

/** Follows a `$ref` into the same schema; what stands beside it counts too. */
function resolved(schema: Json | undefined, root: JsonObject): JsonObject {
  let current = isJsonObject(schema) ? schema : {};
  for (let steps = 0; steps < deepest; steps += 1) {
    const { $ref: reference, ...beside } = current;
    if (typeof reference !== 'string' || !reference.startsWith('#/')) return current;
    const target = reference
      .slice(2)
      .split('/')
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<Json | undefined>((at, key) => (isJsonObject(at) ? at[key] : undefined), root);
    if (!isJsonObject(target)) return beside;
    current = { ...target, ...beside };
  }
  return current;
}

function inOrder(names: readonly string[], order: Json | undefined): readonly string[] {
  if (!Array.isArray(order)) return names;
  const wanted = order.filter((name): name is string => typeof name === 'string' && names.includes(name));
  return [...wanted, ...names.filter((name) => !wanted.includes(name))];
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
