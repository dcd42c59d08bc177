import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { readInput } from '../read-input.ts';

export async function startProcess(
  api: Api,
  environment: Environment,
  flags: { json?: boolean; input?: string },
  workflow: string,
): Promise<ExitCode> {
  const process = await api.processes.start({
    workflow,
    input: readInput(flags.input),
    idempotencyKey: environment.ids.next(),
  });
  environment.print(
    flags.json === true ? JSON.stringify(process) : `Started ${process.title} as ${process.processId}`,
  );
  return exit.ok;
}
