import type { HumanTaskRow } from '../../shared/contract/human-tasks.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, oneLine, shortId, table } from '../format.ts';

export async function listInbox(
  api: Api,
  environment: Environment,
  flags: { json?: boolean },
): Promise<ExitCode> {
  const rows = await wholeInbox(api);
  if (flags.json === true) environment.print(JSON.stringify(rows));
  else if (rows.length === 0) environment.print('Nothing waits for you.');
  else {
    environment.print(
      table(
        rows.map((row) => [
          shortId(row.taskAsstId),
          row.mode,
          row.deadlineTs === null ? '' : `due ${localTime(row.deadlineTs)}`,
          `${row.workflow.namespace}/${row.workflow.name}`,
          oneLine(row.title),
        ]),
      ),
    );
  }
  return exit.ok;
}

/** Every page: a person who pipes this into another program means all of it. */
export async function wholeInbox(api: Api): Promise<HumanTaskRow[]> {
  const rows: HumanTaskRow[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Api['humanTasks']['list']>> = await api.humanTasks.list({
      view: 'inbox',
      limit: 200,
      ...(cursor === null ? {} : { cursor }),
    });
    rows.push(...page.humanTasks);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}
