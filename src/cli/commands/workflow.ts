import type { WorkflowSchedule, WorkflowSummary } from '../../shared/contract/workflows.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, oneLine, printable, table } from '../format.ts';
import { readText } from '../read-input.ts';
import { UsageError } from '../report-failure.ts';

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
        workflows.map(({ namespace, name, version, title, processCount, schedule }) => [
          `${namespace}/${name}@${version}`,
          `${processCount} ${processCount === 1 ? 'process' : 'processes'}`,
          oneLine([title, ...(schedule === null ? [] : [scheduleInWords(schedule)])].join(' · ')),
        ]),
      ),
    );
  }
  return exit.ok;
}

export async function switchSchedule(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
  reference: string,
  to: string,
): Promise<ExitCode> {
  if (to !== 'on' && to !== 'off') throw new UsageError('Say `on` or `off`.');
  const { wfDefId } = await find(api, reference);
  const workflow = await api.workflows.setSchedule({
    wfDefId,
    enabled: to === 'on',
    idempotencyKey: environment.ids.next(),
  });
  environment.print(
    flags.json === true
      ? JSON.stringify(workflow)
      : printable(
          `${workflow.title}: ${workflow.schedule === null ? 'no schedule' : scheduleInWords(workflow.schedule)}`,
        ),
  );
  return exit.ok;
}

/** The newest workflow that is meant by `name`, `namespace/name` or `namespace/name@version`. */
async function find(api: Api, reference: string): Promise<WorkflowSummary> {
  const { workflows } = await api.workflows.list();
  const found = workflows.find(({ namespace, name, version }) =>
    [name, `${namespace}/${name}`, `${namespace}/${name}@${version}`].includes(reference),
  );
  if (found === undefined)
    throw new UsageError(`There is no workflow ${reference}. See \`countersign workflow ls\`.`);
  return found;
}

function scheduleInWords({ expression, enabled, nextRunTs }: WorkflowSchedule): string {
  if (!enabled) return `starts ${expression}, switched off`;
  return `starts ${expression}${nextRunTs === null ? '' : `, next ${localTime(nextRunTs)}`}`;
}
