import type { HumanTask } from '../../shared/contract/human-tasks.ts';
import type { Api } from '../connect.ts';
import { shortId } from '../format.ts';
import { UsageError } from '../report-failure.ts';
import { wholeInbox } from './inbox.ts';

const wholeId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A task by its whole assignment id, or by the ending of the id of one that waits in the inbox. @throws UsageError */
export async function findTask(api: Api, id: string): Promise<HumanTask> {
  if (wholeId.test(id)) return api.humanTasks.get({ taskAsstId: id });
  const matches = (await wholeInbox(api)).filter((row) => row.taskAsstId.endsWith(id.toLowerCase()));
  const [only, another] = matches;
  if (only === undefined)
    throw new UsageError(`No task in the inbox ends with ${id}. See \`countersign inbox\`.`);
  if (another !== undefined) {
    const endings = matches.map((row) => shortId(row.taskAsstId)).join(', ');
    throw new UsageError(`Several tasks end with ${id}: ${endings}. Give more of the id.`);
  }
  return api.humanTasks.get({ taskAsstId: only.taskAsstId });
}
