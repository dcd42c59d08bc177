import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import { answeredLabel } from '../../shared/human-task/answer-label.ts';
import type { Ask } from '../../shared/human-task/ask.ts';
import { hasFields } from '../../shared/human-task/fields.ts';
import type { Json } from '../../shared/json.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { printable } from '../format.ts';
import { readInput } from '../read-input.ts';
import { UsageError } from '../report-failure.ts';
import { findTask } from './find-task.ts';
import { uploadFiles } from './upload-files.ts';

export async function answerTask(
  api: Api,
  environment: Environment,
  flags: { json?: boolean; value: string[]; file: string[]; fields?: string; comment?: string },
  id: string,
): Promise<ExitCode> {
  const task = await findTask(api, id);
  const completion = await api.humanTasks.complete({
    hostId: task.hostId,
    taskAsstId: task.taskAsstId,
    taskId: task.taskId,
    response: {
      value: task.ask.mode === 'file' ? await filesFor(api, task, flags) : valueFor(task, flags),
      ...fieldsFor(task, flags.fields),
      ...(flags.comment === undefined ? {} : { comment: flags.comment }),
    },
    idempotencyKey: environment.ids.next(),
  });
  environment.print(
    flags.json === true
      ? JSON.stringify(completion)
      : printable(
          `${done(completion.taskStatusCode)} “${answeredLabel(task.ask, completion.response)}”: ${task.title}`,
        ),
  );
  return exit.ok;
}

/** Of a server's task the answer is kept, and on its way; the server has the last word. */
function done(taskStatusCode: HumanTask['taskStatusCode']): string {
  return taskStatusCode === 'W' ? 'Queued the answer' : 'Answered';
}

/** What was typed, as the value that the ask means: text stays text, an option is the option's own value, a form is JSON. */
function valueFor({ ask }: HumanTask, { value: typed, file }: Typed): Json {
  if (file.length > 0) throw new UsageError('This task takes no files, but a --value.');
  if (typed.length === 0) throw new UsageError('Say what you answer, with --value.');
  if (ask.mode === 'multiChoice') return typed.map((text) => optionValue(ask, text));
  const [only = '', ...others] = typed;
  if (others.length > 0) throw new UsageError('This task takes one --value.');
  if (ask.mode === 'object') return readInput(only, '--value');
  return ask.mode === 'text' ? only : optionValue(ask, only);
}

/** Of the form beside the options. The service says what of it does not fit. */
function fieldsFor({ ask }: HumanTask, typed: string | undefined): { fields?: Json } {
  if (typed === undefined) return {};
  if (!hasFields(ask)) throw new UsageError('This task takes no --fields.');
  return { fields: readInput(typed, '--fields') };
}

interface Typed {
  readonly value: readonly string[];
  readonly file: readonly string[];
}

async function filesFor(api: Api, task: HumanTask, { value, file }: Typed): Promise<Json> {
  if (value.length > 0) throw new UsageError('This task takes no --value, but files: --file name=path.');
  return uploadFiles(api, task, file);
}

/** An option by its value or, in any case, by its label. An unknown one goes on as text: the service says what fits. */
function optionValue(ask: Ask, text: string): Json {
  const wanted = text.toLowerCase();
  const option =
    ask.options.find(({ value }) => String(value) === text) ??
    ask.options.find(
      ({ label, value }) => label.toLowerCase() === wanted || String(value).toLowerCase() === wanted,
    );
  return option?.value ?? text;
}
