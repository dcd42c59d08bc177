import {
  defaultApprovalOptions,
  defaultConfirmOptions,
  type AskMode,
  type OptionValue,
} from '../../shared/human-task/ask.ts';
import type { Json } from '../../shared/json.ts';
import { parseTemplate, unwrap } from '../expression/syntax.ts';
import type { AskSource, OptionSource } from './ask.ts';
import {
  lengthProblem,
  longestOptionText,
  longestPrompt,
  mostOptions,
  optionValueProblem,
  tooManyOptions,
} from './ask-limits.ts';
import type { PathSegment } from './task-type.ts';

type Report = (path: readonly PathSegment[], message: string) => void;

/** Fields of an ask that contradict each other: found when it is loaded, as far as no expression has to run for it. */
export function checkAsk(ask: AskSource, report: Report): void {
  const tooLong = lengthProblem('A prompt', literalText(ask.prompt), longestPrompt);
  if (tooLong !== null) report(['prompt'], tooLong);
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
  if (options !== undefined && options.length > mostOptions) report(['options'], tooManyOptions);
  checkOptionTexts(options ?? [], report);
}

function checkOptionTexts(options: readonly OptionSource[], report: Report): void {
  const earlier = new Map<string, OptionValue>();
  for (const [index, option] of options.entries()) {
    const value = literalValue(option);
    const problems = [
      value === null ? null : optionValueProblem(value, earlier),
      ...(typeof option === 'string' ? [] : textProblems(option)),
    ];
    for (const problem of problems) if (problem !== null) report(['options', index], problem);
    if (value !== null) earlier.set(String(value), value);
  }
}

function textProblems({ label, description }: Exclude<OptionSource, string>): (string | null)[] {
  return [
    lengthProblem('A label', literalText(label), longestOptionText),
    lengthProblem('A description', literalText(description ?? ''), longestOptionText),
  ];
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

/** What of a text stands in the file: what its expressions give comes on top. */
function literalText(template: string): string {
  return parseTemplate(template)
    .parts.filter((part) => typeof part === 'string')
    .join('');
}

function isExpression(value: Json): boolean {
  return typeof value === 'string' && unwrap(value) !== null;
}
