import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import { defaultFields, hasFields } from '../../shared/human-task/fields.ts';
import { sizeInWords } from '../../shared/human-task/file-answer.ts';
import type { FileRequirement } from '../../shared/human-task/file.ts';
import { humanize } from '../../shared/human-task/title.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, printable, shortId, table } from '../format.ts';
import { findTask } from './find-task.ts';

export async function showTask(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
  id: string,
): Promise<ExitCode> {
  const task = await findTask(api, id);
  environment.print(flags.json === true ? JSON.stringify(task) : describe(task).map(printable).join('\n'));
  return exit.ok;
}

function describe(task: HumanTask): string[] {
  const { ask, workflow } = task;
  const facts = Object.entries(task.contextSummary).map(([key, value]) => [
    `  ${humanize(key)}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return [
    task.title,
    `${workflow.namespace}/${workflow.name}@${workflow.version} · ${task.wfTaskId} · ${task.assignmentStatusCode}` +
      (task.deadlineTs === null ? '' : ` · due ${localTime(task.deadlineTs)}`) +
      (ask.risk === 'high' ? ' · high risk' : ''),
    '',
    ask.prompt.trim(),
    ...(facts.length === 0 ? [] : ['', table(facts)]),
    '',
    ...(task.answer === null ? howToAnswer(task) : given(task)),
  ];
}

function howToAnswer(task: HumanTask): string[] {
  const command = `countersign answer ${shortId(task.taskAsstId)} --value`;
  if (!task.canComplete)
    return [`Not waiting for you: ${task.unassignedReason ?? task.assignmentStatusCode}`];
  const { options, mode, schema, files } = task.ask;
  if (mode === 'file') return howToUpload(task.taskAsstId, files ?? []);
  if (mode === 'object')
    return [`Answer with: ${command} '{…}' (or @file), which has to fit`, JSON.stringify(schema, null, 2)];
  if (options.length === 0) return [`Answer with: ${command} "…"`];
  return [
    'Answer with one of:',
    ...options.map(({ label, value, description }) =>
      [
        `  ${command} ${String(value)}`,
        `# ${label}${description === undefined ? '' : `: ${description}`}`,
      ].join('  '),
    ),
    ...(hasFields(task.ask) ? howToFillIn(task.ask) : []),
  ];
}

function howToFillIn({ fieldsFor, schema, ...ask }: Ask): string[] {
  const filled = defaultFields({ ...ask, schema });
  return [
    `With${fieldsFor === undefined ? '' : ` ${fieldsFor.join(' or ')}`}: --fields '{…}' (or @file), which has to fit`,
    JSON.stringify(schema, null, 2),
    ...(filled === undefined ? [] : [`Suggested: --fields '${JSON.stringify(filled)}'`]),
  ];
}

function howToUpload(taskAsstId: string, files: readonly FileRequirement[]): string[] {
  const wanted = files.map(({ name, title, required, accept, maxSize, maxCount }) => [
    `  ${name}`,
    `# ${title}${required ? '' : ' (optional)'}: ${accept.length === 0 ? 'any file' : accept.join(', ')}, ` +
      `at most ${sizeInWords(maxSize)}${maxCount > 1 ? `, up to ${maxCount} files` : ''}`,
  ]);
  const options = files.filter(({ required }) => required).map(({ name }) => `--file ${name}=<path>`);
  return [
    `Answer with: countersign answer ${shortId(taskAsstId)} ${options.join(' ') || '--file <name=path>'}`,
    table(wanted),
  ];
}

function given(task: HumanTask): string[] {
  const { answer, completedUser, completedTs } = task;
  return [
    `Answered ${JSON.stringify(answer?.value)} by ${completedUser ?? 'nobody'}` +
      (completedTs === null ? '' : ` at ${localTime(completedTs)}`),
    ...(answer?.fields === undefined ? [] : [`  ${JSON.stringify(answer.fields)}`]),
    ...(answer?.comment === undefined ? [] : [`  “${answer.comment}”`]),
  ];
}
