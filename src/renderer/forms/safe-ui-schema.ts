import { isJsonObject } from '../../shared/json-object.ts';
import type { Json, JsonObject } from '../../shared/json.ts';

/**
 * Of a workflow's `uiSchema`, what may say how its own fields look. Styles, class names and templates may not: with them a
 * workflow could draw over the rest of the window.
 */
const optionNames = new Set([
  'widget',
  'order',
  'title',
  'description',
  'help',
  'placeholder',
  'readonly',
  'disabled',
  'emptyValue',
  'enumNames',
  'enumOrder',
  'rows',
  'mask',
  'currency',
  'decimals',
  'inputType',
  'addable',
  'removable',
  'orderable',
  'copyable',
  'label',
]);

/** @param widgets the names of the widgets that there are; another one would end the form */
export function safeUiSchema(uiSchema: Json | undefined, widgets: ReadonlySet<string>): JsonObject {
  if (!isJsonObject(uiSchema)) return {};
  const safe: JsonObject = {};
  for (const [key, value] of Object.entries(uiSchema)) {
    if (key === 'ui:options') safe[key] = safeOptions(value, widgets);
    else if (key.startsWith('ui:')) Object.assign(safe, safeOption(key.slice(3), value, widgets, 'ui:'));
    else if (Array.isArray(value)) safe[key] = value.map((item) => safeUiSchema(item, widgets));
    else if (isJsonObject(value)) safe[key] = safeUiSchema(value, widgets);
  }
  return safe;
}

function safeOptions(options: Json, widgets: ReadonlySet<string>): JsonObject {
  if (!isJsonObject(options)) return {};
  return Object.assign(
    {},
    ...Object.entries(options).map(([name, value]) => safeOption(name, value, widgets, '')),
  ) as JsonObject;
}

function safeOption(name: string, value: Json, widgets: ReadonlySet<string>, prefix: string): JsonObject {
  if (!optionNames.has(name)) return {};
  if (name === 'widget')
    return typeof value === 'string' && widgets.has(value) ? { [`${prefix}widget`]: value } : {};
  // Fields that are not named come last instead of ending the form.
  if (name === 'order') {
    return Array.isArray(value) ? { [`${prefix}order`]: value.includes('*') ? value : [...value, '*'] } : {};
  }
  return { [prefix + name]: value };
}
