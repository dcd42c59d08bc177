import type { AskMode, OptionValue } from '../../shared/human-task/ask.ts';
import { defaultKeys, isDecision } from '../../shared/human-task/fields.ts';
import { isJsonObject } from '../../shared/json-object.ts';
import type { Json } from '../../shared/json.ts';
import { unwrap } from '../expression/syntax.ts';
import { modeOf, type AskSource } from './ask-definition.ts';

/**
 * What is wrong with a default, as far as no expression has to run for it.
 * @param values those of the options; null: known at run time only
 */
export function checkDefault(
  given: Json | undefined,
  ask: AskSource,
  values: readonly OptionValue[] | null,
  report: (message: string) => void,
): void {
  const mode = modeOf(ask);
  if (!isDecision(mode) || ask.schema === undefined || !isJsonObject(given)) {
    return checkDefaultValue(given, mode, values, report);
  }
  const other = Object.keys(given).find((key) => !defaultKeys.includes(key));
  if (other !== undefined)
    report(`The default of options with a form has \`value\` and \`fields\`, not \`${other}\`.`);
  const { value, fields } = given;
  checkDefaultValue(value, mode, values, report);
  if (fields !== undefined && !isJsonObject(fields) && !isExpression(fields)) {
    report('The fields of a default are an object.');
  }
}

function checkDefaultValue(
  value: Json | undefined,
  mode: AskMode,
  values: readonly OptionValue[] | null,
  report: (message: string) => void,
): void {
  if (value === undefined || value === null) return;
  if (mode === 'file') return report('Files have no default.');
  if (isExpression(value)) return;
  if (mode === 'text') {
    if (typeof value !== 'string') report('The default of a text must be text.');
    return;
  }
  if (mode === 'object') {
    if (!isJsonObject(value)) report('The default of a form is an object.');
    return;
  }
  if (mode === 'multiChoice' && !Array.isArray(value))
    return report('The default of a multiChoice is a list.');
  if (values === null) return;
  for (const item of mode === 'multiChoice' && Array.isArray(value) ? value : [value]) {
    if (!isExpression(item) && !values.some((candidate) => candidate === item)) {
      report(`The default is not among the options: ${JSON.stringify(item)}`);
    }
  }
}

function isExpression(value: Json): boolean {
  return typeof value === 'string' && unwrap(value) !== null;
}
