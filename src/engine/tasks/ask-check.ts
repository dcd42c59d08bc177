import {
  defaultApprovalOptions,
  defaultConfirmOptions,
  type AskMode,
  type OptionValue,
} from '../../shared/human-task/ask.ts';
import { isDecision } from '../../shared/human-task/fields.ts';
import { parseTemplate } from '../expression/syntax.ts';
import { checkDefault } from './ask-default-check.ts';
import { modeOf, type AskSource, type AssignmentSource, type OptionSource } from './ask-definition.ts';
import { fileSourceProblems } from './ask-files.ts';
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
  const mode = modeOf(ask);
  checkSchemas(ask, mode, report);
  checkFiles(ask, mode, report);
  const values = literalValues(ask, mode);
  checkDefault(ask.default, ask, values, (message) => report(['default'], message));
  checkPeople(ask.assignment ?? {}, (message) => report(['assignment'], message));
  checkTimeout(ask, values, report);
}

function checkTimeout(ask: AskSource, values: readonly OptionValue[] | null, report: Report): void {
  const { onTimeout, timeout } = ask;
  if (onTimeout !== undefined && timeout === undefined)
    report(['onTimeout'], 'Has no effect without `timeout`.');
  if (typeof onTimeout !== 'object') return;
  if (onTimeout.action === 'default') {
    const reportDefault = (message: string) => report(['onTimeout', 'default'], message);
    return checkDefault(onTimeout.default, ask, values, reportDefault);
  }
  checkPeople(onTimeout.to, (message) => report(['onTimeout', 'to'], message));
  if (Object.keys(onTimeout.to).length === 0) {
    report(['onTimeout', 'to'], 'Must name an assigneeId, a roleId or assigneeIds.');
  }
}

function checkPeople(source: AssignmentSource, report: (message: string) => void): void {
  const { assigneeId, roleId, assigneeIds } = source;
  if ([assigneeId, roleId, assigneeIds].filter((value) => value !== undefined).length > 1) {
    report('Names only one of assigneeId, roleId and assigneeIds.');
  }
}

function checkSchemas(ask: AskSource, mode: AskMode, report: Report): void {
  const { schema, uiSchema, fieldsFor } = ask;
  const ofDecision = isDecision(mode) && schema !== undefined;
  if (mode === 'object' && schema === undefined) report([], 'An ask of mode object needs `schema`.');
  if (schema !== undefined && mode !== 'object' && !ofDecision) {
    report(['schema'], `Goes with mode ${formModes} only; for other modes use \`validate\`.`);
  }
  if (uiSchema !== undefined && mode !== 'object' && !ofDecision) {
    report(
      ['uiSchema'],
      isDecision(mode) ? 'Has no effect without `schema`.' : `Goes with mode ${formModes} only.`,
    );
  }
  if (ofDecision && typeof schema === 'object' && (schema['type'] ?? 'object') !== 'object') {
    report(['schema', 'type'], 'The fields beside the options are an object.');
  }
  if (fieldsFor === undefined) return;
  if (!ofDecision)
    return report(['fieldsFor'], 'Goes with options that have a form beside them (`schema`) only.');
  if (fieldsFor.length === 0)
    report(['fieldsFor'], 'Needs at least one option; without it the form goes with all.');
  checkOptionValues(fieldsFor, literalValues(ask, mode), (index, message) =>
    report(['fieldsFor', index], message),
  );
}

const formModes = 'object, approval, confirm or choice';

function checkOptionValues(
  wanted: readonly OptionValue[],
  values: readonly OptionValue[] | null,
  report: (index: number, message: string) => void,
): void {
  if (values === null) return;
  for (const [index, value] of wanted.entries()) {
    if (!values.includes(value)) report(index, `No option has the value ${String(value)}.`);
  }
}

function checkFiles({ files }: AskSource, mode: AskMode, report: Report): void {
  if (files === undefined) return;
  if (mode !== 'file') return report(['files'], 'Goes with mode file only.');
  if (typeof files === 'string') return;
  for (const { at, message } of fileSourceProblems(files)) report(['files', ...at], message);
}

function checkOptions(ask: AskSource, report: Report): void {
  const mode = modeOf(ask);
  const { options, optionsFrom } = ask;
  if (options !== undefined && optionsFrom !== undefined) {
    report(['optionsFrom'], 'An ask has either `options` or `optionsFrom`.');
  }
  const none = noOptions(mode);
  if (none !== null) {
    if (options !== undefined) report(['options'], none);
    if (optionsFrom !== undefined) report(['optionsFrom'], none);
    return;
  }
  if ((mode === 'choice' || mode === 'multiChoice') && options === undefined && optionsFrom === undefined) {
    report([], `An ask of mode ${mode} needs \`options\` or \`optionsFrom\`.`);
  }
  if (options?.length === 0) report(['options'], 'Needs at least one option.');
  if (options !== undefined && options.length > mostOptions) report(['options'], tooManyOptions);
  checkOptionTexts(options ?? [], report);
}

/** Why a mode has nothing to choose from, or null where it has. */
function noOptions(mode: AskMode): string | null {
  if (mode === 'text') return 'Text takes no options; set `mode`, e.g. to choice.';
  if (mode === 'file') return 'Files take no options: what is wanted is listed under `files`.';
  return mode === 'object' ? 'A form takes no options: its fields come from `schema`.' : null;
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
  const values = literalValues(ask, modeOf(ask));
  if (!Array.isArray(required)) return;
  checkOptionValues(required, values, (index, message) => report(['commentRequired', index], message));
}

/** The values a person can choose from, or null where expressions decide that at run time. Text has none to choose. */
function literalValues(ask: AskSource, mode: AskMode): readonly OptionValue[] | null {
  if (noOptions(mode) !== null || ask.optionsFrom !== undefined) return null;
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
