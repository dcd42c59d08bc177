import type { DryRunTask } from '../../shared/contract/dry-run.ts';
import type { Json } from '../../shared/json.ts';
import { connect } from '../connect.ts';
import type { Environment, ExitCode } from '../environment.ts';
import type { Flags } from '../flags.ts';
import { printable } from '../format.ts';
import { withOwnAccount, type AccountClient } from '../own-account.ts';
import { exitCodes, statusWords } from '../process-status.ts';
import { readInput, readText } from '../read-input.ts';
import { UsageError } from '../report-failure.ts';
import { readAnswers, readAtPath } from './run-options.ts';

export interface DryRunFlags extends Flags {
  process?: string;
  input?: string;
  answer: string[];
  result: string[];
  with: string[];
}

type Request = Omit<Parameters<AccountClient['processes']['dryRun']>[0], 'workflow' | 'processId'>;
type Outcome = Awaited<ReturnType<AccountClient['processes']['dryRun']>>;

/**
 * What would run: of a file from its start, or of a process of the running app from where it stands. Calls, scripts and other
 * workflows return what `--result` says, otherwise null; timers elapse in no time; nothing leaves and nothing is recorded.
 */
export async function dryRun(
  environment: Environment,
  file: string | undefined,
  flags: DryRunFlags,
): Promise<ExitCode> {
  const request = readRequest(flags);
  const outcome = await outcomeOf(environment, file, flags, request);
  environment.print(flags.json === true ? JSON.stringify(report(outcome)) : printable(inWords(outcome)));
  return exitCodes[outcome.statusCode];
}

async function outcomeOf(
  environment: Environment,
  file: string | undefined,
  flags: DryRunFlags,
  request: Request,
): Promise<Outcome> {
  if (flags.process !== undefined) {
    if (file !== undefined) throw new UsageError('Name either a file or --process, not both.');
    const api = connect(environment.dataFolder(flags.dataDir));
    try {
      return await api.client.processes.dryRun({ ...request, processId: flags.process });
    } finally {
      await api.close();
    }
  }
  if (file === undefined) throw new UsageError('Name a workflow file, or a process with --process.');
  const source = readText(file);
  const others = flags.with.map(readText);
  // Nothing leaves, so no secret is needed; one that the data is made of is null.
  const nothing = { dataFolder: undefined, secret: () => null, rewrites: [], allowed: new Set<string>() };
  return withOwnAccount(environment, nothing, async (_, client) => {
    for (const other of others) await client.workflows.add({ source: other });
    const { namespace, name, version } = await client.workflows.add({ source });
    const workflow = `${namespace}/${name}@${version}`;
    return client.processes.dryRun({ ...request, workflow, input: readInput(flags.input) });
  });
}

function readRequest(flags: DryRunFlags): Request {
  const answers = [...readAnswers(flags.answer)].map(([path, { value = null, fields, comment }]) => [
    path,
    { value, ...(fields === undefined ? {} : { fields }), ...(comment === undefined ? {} : { comment }) },
  ]);
  const results = flags.result.map((text) => {
    const [path, output] = readAtPath(text, '--result', '{"id":7}');
    return [path, { output }];
  });
  return {
    answers: Object.fromEntries(answers) as Request['answers'],
    results: Object.fromEntries(results) as Request['results'],
    stub: null,
    elapse: true,
  };
}

function report({ statusCode, output, error, tasks }: Outcome): Json {
  return {
    status: statusWords[statusCode],
    output,
    ...(error === null ? {} : { error: { ...error } as Json }),
    tasks: tasks.map(({ path, kind, title, statusCode, output, error, waits }) => ({
      path,
      kind,
      title,
      status: statusWords[statusCode as keyof typeof statusWords] ?? 'skipped',
      output,
      ...(error === null ? {} : { error: { ...error } as Json }),
      ...(waits === null ? {} : { waits }),
    })),
  };
}

function inWords({ statusCode, output, error, tasks }: Outcome): string {
  const end =
    error === null
      ? `${statusWords[statusCode]}: ${JSON.stringify(output)}`
      : `${statusWords[statusCode]}: ${error.detail ?? error.title ?? error.type}`;
  return [...tasks.map(line), end].join('\n');
}

const marks: Record<DryRunTask['statusCode'], string> = { A: '…', W: '…', C: '✓', F: '✗', X: '–', S: '·' };

function line({ path, kind, statusCode, waits, error }: DryRunTask): string {
  const why = waits ?? error?.detail ?? error?.title;
  return `${marks[statusCode]} ${path}  ${kind}${why === undefined ? '' : `  ${why}`}`;
}
