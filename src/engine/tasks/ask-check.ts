import {
  defaultApprovalOptions,
  defaultConfirmOptions,
  type AskMode,
  type OptionValue,
} from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';
import { parseTemplate, unwrap } from '../expression/syntax.ts';
import type { AskSource, OptionSource } from './ask.ts';
import type { PathSegment } from './task-type.ts';

type Report = (path: readonly PathSegment[], message: string) => void;

/** Fields of an ask that contradict each other: found when it is loaded, as far as no expression has to run for it. */
export function checkAsk(ask: AskSource, report: Report): void {
  checkOptions(ask, report);
  checkComments(ask, report);
  const mode = ask.mode ?? 'text';
  const values = literalValues(ask, mode);
  checkDefault(ask.default, mode, values, (message) => report(['default'], message));
  if (typeof ask.onTimeout === 'object') {
    checkDefault(ask.onTimeout.default, mode, values, (message) => report(['onTimeout', 'default'], message));
  }
  if (ask.onTimeout !== undefined && ask.timeout === undefined) {
    report(['onTimeout'], 'Has no effect without `timeout`.');
  }
  const { assigneeId, roleId, assigneeIds } = ask.assignment ?? {};
  if ([assigneeId, roleId, assigneeIds].filter((value) => value !== undefined).length > 1) {
    report(['assignment'], 'Names only one of assigneeId, roleId and assigneeIds.');
  }
}

function checkOptions(ask: AskSource, report: Report): void {
  const mode = ask.mode ?? 'text';
  const { options, optionsFrom } = ask;
  if (options !== undefined && optionsFrom !== undefined) {
    report(['optionsFrom'], 'An ask has either `options` or `optionsFrom`.');
  }
  if (mode === 'text') {
    if (options !== undefined) report(['options'], 'Text takes no options; set `mode`, e.g. to choice.');
    if (optionsFrom !== undefined)
      report(['optionsFrom'], 'Text takes no options; set `mode`, e.g. to choice.');
    return;
  }
  if ((mode === 'choice' || mode === 'multiChoice') && options === undefined && optionsFrom === undefined) {
    report([], `An ask of mode ${mode} needs \`options\` or \`optionsFrom\`.`);
  }
  if (options?.length === 0) report(['options'], 'Needs at least one option.');
  const seen = new Set<OptionValue>();
  for (const [index, option] of (options ?? []).entries()) {
    const value = literalValue(option);
    if (value !== null && seen.has(value))
      report(['options', index], `The value ${String(value)} is there twice.`);
    if (value !== null) seen.add(value);
  }
}

function checkComments(ask: AskSource, report: Report): void {
  const { commentRequired: required, allowComment } = ask;
  const someAreRequired = required === true || (Array.isArray(required) && required.length > 0);
  if (someAreRequired && allowComment === false) {
    report(['commentRequired'], 'A comment cannot be required where `allowComment` is false.');
  }
  const values = literalValues(ask, ask.mode ?? 'text');
  if (values === null || !Array.isArray(required)) return;
  for (const [index, value] of required.entries()) {
    if (!values.includes(value))
      report(['commentRequired', index], `No option has the value ${String(value)}.`);
  }
}

function checkDefault(
  value: Json | undefined,
  mode: AskMode,
  values: readonly OptionValue[] | null,
  report: (message: string) => void,
): void {
  if (value === undefined || value === null || isExpression(value)) return;
  if (mode === 'text') {
    if (typeof value !== 'string') report('The default of a text must be text.');
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

/** The values a person can choose from, or null where expressions decide that at run time. Text has none to choose. */
function literalValues(ask: AskSource, mode: AskMode): readonly OptionValue[] | null {
  if (mode === 'text' || ask.optionsFrom !== undefined) return null;
  if (ask.options === undefined) {
    if (mode === 'approval') return defaultApprovalOptions.map((option) => option.value);
    return mode === 'confirm' ? defaultConfirmOptions.map((option) => option.value) : null;
  }
  const values = ask.options.map(literalValue);
  return values.every((value) => value !== null) ? values : null;
}

function literalValue(option: OptionSource): OptionValue | null {
  const value = typeof option === 'string' ? option : option.value;
  return typeof value === 'string' && parseTemplate(value).parts.some((part) => typeof part !== 'string')
    ? null
    : value;
}

function isExpression(value: Json): boolean {
  return typeof value === 'string' && unwrap(value) !== null;
}
