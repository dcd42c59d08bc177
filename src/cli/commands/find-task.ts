import type { HumanTask, HumanTaskRow } from '../../shared/contract/human-tasks.ts';
import {
  administratorPermission,
  overridePermission,
  reassignPermission,
} from '../../shared/human-task/actor.ts';
import type { Api } from '../connect.ts';
import { shortId } from '../format.ts';
import { UsageError } from '../report-failure.ts';
import { wholeList } from './inbox.ts';

const seesOthers: readonly string[] = [administratorPermission, overridePermission, reassignPermission];
const wholeId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * A task by its whole assignment id, or by the ending of the id of one that waits in the inbox; for who may see them, also of
 * one that waits for somebody else. @throws UsageError
 */
export async function findTask(api: Api, id: string): Promise<HumanTask> {
  if (wholeId.test(id)) return api.humanTasks.get({ taskAsstId: id });
  const own = endingWith(await wholeList(api, 'inbox'), id);
  const matches = own.length > 0 ? own : endingWith(await othersTasks(api), id);
  const [only, another] = matches;
  if (only === undefined)
    throw new UsageError(`No task in the inbox ends with ${id}. See \`countersign inbox\`.`);
  if (another !== undefined) {
    const endings = matches.map((row) => shortId(row.taskAsstId)).join(', ');
    throw new UsageError(`Several tasks end with ${id}: ${endings}. Give more of the id.`);
  }
  return api.humanTasks.get({ taskAsstId: only.taskAsstId });
}

function endingWith(rows: readonly HumanTaskRow[], id: string): HumanTaskRow[] {
  return rows.filter((row) => row.taskAsstId.endsWith(id.toLowerCase()));
}

/** None for somebody who may not see them. */
async function othersTasks(api: Api): Promise<HumanTaskRow[]> {
  const { permissions } = await api.account.info();
  return permissions.some((permission) => seesOthers.includes(permission)) ? wholeList(api, 'all') : [];
}
