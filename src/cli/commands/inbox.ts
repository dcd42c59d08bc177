import type { HumanTaskRow } from '../../shared/contract/human-tasks.ts';
import type { Api } from '../connect.ts';
import { exit, type Environment, type ExitCode } from '../environment.ts';
import { localTime, oneLine, shortId, table } from '../format.ts';

/** The lists that need no more than their name. */
export const listedViews = ['inbox', 'done', 'unassigned', 'all'] as const;
export type ListedView = (typeof listedViews)[number];

export async function listInbox(
  api: Api,
  environment: Environment,
  flags: { json?: boolean; view?: ListedView },
): Promise<ExitCode> {
  const { view = 'inbox' } = flags;
  const rows = await wholeList(api, view);
  if (flags.json === true) environment.print(JSON.stringify(rows));
  else if (rows.length === 0)
    environment.print(view === 'inbox' ? 'Nothing waits for you.' : 'There is nothing.');
  else {
    environment.print(
      table(
        rows.map((row) => [
          shortId(row.taskAsstId),
          row.mode,
          row.deadlineTs === null ? '' : `due ${localTime(row.deadlineTs)}`,
          `${row.workflow.namespace}/${row.workflow.name}`,
          ...(view === 'inbox' ? [] : [oneLine(row.assigneeName ?? row.unassignedReason ?? '')]),
          oneLine(row.title) +
            (row.claimedByName === null ? '' : ` (claimed by ${oneLine(row.claimedByName)})`),
        ]),
      ),
    );
  }
  return exit.ok;
}

/** Every page: a person who pipes this into another program means all of it. */
export async function wholeList(api: Api, view: ListedView): Promise<HumanTaskRow[]> {
  const rows: HumanTaskRow[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Api['humanTasks']['list']>> = await api.humanTasks.list({
      view,
      limit: 200,
      ...(cursor === null ? {} : { cursor }),
    });
    rows.push(...page.humanTasks);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}
