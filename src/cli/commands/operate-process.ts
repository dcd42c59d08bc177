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

export const cancelProcess = operation('Cancelled', (api, processId, { reason }) =>
  api.processes.cancel({ processId, ...(reason === undefined ? {} : { reason }) }),
);

export const suspendProcess = operation('Suspended', (api, processId) =>
  api.processes.suspend({ processId }),
);

export const resumeProcess = operation('Resumed', (api, processId) => api.processes.resume({ processId }));

/** What is held up is tried at once; what has failed goes on from where it failed. */
export const retryProcess = operation('Trying again', async (api, processId) => {
  const { failure } = await api.processes.get({ processId });
  return failure === null ? api.processes.retryNow({ processId }) : api.processes.retryFailed({ processId });
});

function operation(
  done: string,
  operate: (api: Api, processId: string, flags: OperateFlags) => Promise<ProcessSummary>,
): Command {
  return async (api, environment, flags, id) => {
    const process = await operate(api, await findProcessId(api, id), flags);
    environment.print(
      flags.json === true
        ? JSON.stringify(process)
        : printable(`${done}: ${process.title} (${shortId(process.processId)})`),
    );
    return exit.ok;
  };
}
