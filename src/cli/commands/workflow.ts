import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { oneLine, table } from '../format.ts';
import { readText } from '../read-input.ts';

export async function addWorkflow(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
  file: string,
): Promise<ExitCode> {
  const workflow = await api.workflows.add({ source: readText(file) });
  environment.print(
    flags.json === true
      ? JSON.stringify(workflow)
      : `Added ${workflow.namespace}/${workflow.name}@${workflow.version}`,
  );
  return exit.ok;
}

export async function listWorkflows(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
): Promise<ExitCode> {
  const { workflows } = await api.workflows.list();
  if (flags.json === true) environment.print(JSON.stringify(workflows));
  else if (workflows.length === 0)
    environment.print('No workflows yet. Add one with `countersign workflow add <file>`.');
  else {
    environment.print(
      table(
        workflows.map(({ namespace, name, version, title, processCount }) => [
          `${namespace}/${name}@${version}`,
          `${processCount} ${processCount === 1 ? 'process' : 'processes'}`,
          oneLine(title),
        ]),
      ),
    );
  }
  return exit.ok;
}
