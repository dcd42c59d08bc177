import type { ProcessSummary } from '../../shared/contract/processes.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { printable, shortId } from '../format.ts';
import { findProcessId } from './find-process.ts';

interface OperateFlags {
  readonly json?: boolean;
  readonly reason?: string;
}

type Command = (api: Api, environment: Environment, flags: OperateFlags, id: string) => Promise<ExitCode>;

export const cancelProcess = operation('Cancelled', (api, target, { reason }) =>
  api.processes.cancel({ ...target, ...(reason === undefined ? {} : { reason }) }),
);

export const suspendProcess = operation('Suspended', (api, target) => api.processes.suspend(target));

export const resumeProcess = operation('Resumed', (api, target) => api.processes.resume(target));

/** What is held up is tried at once; what has failed goes on from where it failed. */
export const retryProcess = operation('Trying again', async (api, target) => {
  const { failure } = await api.processes.get({ processId: target.processId });
  return failure === null ? api.processes.retryNow(target) : api.processes.retryFailed(target);
});

interface Target {
  readonly processId: string;
  readonly idempotencyKey: string;
}

function operation(
  done: string,
  operate: (api: Api, target: Target, flags: OperateFlags) => Promise<ProcessSummary>,
): Command {
  return async (api, environment, flags, id) => {
    const target = { processId: await findProcessId(api, id), idempotencyKey: environment.ids.next() };
    const process = await operate(api, target, flags);
    environment.print(
      flags.json === true
        ? JSON.stringify(process)
        : printable(`${done}: ${process.title} (${shortId(process.processId)})`),
    );
    return exit.ok;
  };
}
