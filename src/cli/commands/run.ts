import type { Json } from '../../shared/json.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { withOwnAccount } from '../own-account.ts';
import { exitCodes, statusWords } from '../process-status.ts';
import { readRunOptions, type RunFlags, type RunOptions } from './run-options.ts';
import { runToRest, type Rest, type WaitingTask } from './run-to-rest.ts';

/**
 * Runs a definition here, with the same engine and store as the app: in a folder that is thrown away, or in `--data-dir`.
 * Prints `{status, output, error?}` and, while it waits, what it waits for. Everything else goes to standard error.
 */
export async function runFile(environment: Environment, file: string, flags: RunFlags): Promise<ExitCode> {
  const options = readRunOptions(environment, file, flags);
  return withOwnAccount(
    environment,
    { ...options, dataFolder: flags.dataDir, secret: (name) => options.secrets.get(name) },
    async (account, client) => {
      const rest = await runToRest(environment, account, client, options);
      environment.print(JSON.stringify(report(rest), null, flags.json === true ? undefined : 2));
      warnOfLeftovers(environment, options);
      return rest === null ? exit.waiting : exitCodes[rest.process.statusCode];
    },
  );
}

function report(rest: Rest | null): Json {
  if (rest === null) {
    return {
      status: 'waiting',
      output: null,
      waitingFor: [{ kind: 'event', title: 'An event that starts it' }],
    };
  }
  const { process, waiting } = rest;
  return {
    status: statusWords[process.statusCode],
    output: process.output,
    ...(process.error === null ? {} : { error: { ...process.error } as Json }),
    ...(waiting.length === 0
      ? {}
      : { waitingFor: waiting.map((each) => waitingFor(each, process.processId)) }),
  };
}

function waitingFor({ process, task }: WaitingTask, ownId: string): Json {
  const { path, kind, title, wait } = task;
  const { namespace, name, version } = process.workflow;
  return {
    ...(process.processId === ownId ? {} : { workflow: `${namespace}/${name}@${version}` }),
    path,
    kind,
    title,
    wait: JSON.parse(JSON.stringify(wait)) as Json,
  };
}

function warnOfLeftovers(environment: Environment, { answers, events }: RunOptions): void {
  for (const path of answers.keys()) environment.warn(`No task ${path} was asked; its answer was not used.`);
  for (const { type } of events) environment.warn(`Nothing waited for ${type}; the event was not used.`);
}
