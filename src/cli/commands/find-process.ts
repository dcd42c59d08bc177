import type { Api } from '../connect.ts';
import { shortId } from '../format.ts';
import { UsageError } from '../report-failure.ts';

const wholeId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id of a process by itself, or by its ending among the newest ones, as `process ls` shows them. @throws UsageError */
export async function findProcessId(api: Api, id: string): Promise<string> {
  if (wholeId.test(id)) return id;
  const { processes } = await api.processes.list({ limit: 200 });
  const matches = processes.filter((process) => process.processId.endsWith(id.toLowerCase()));
  const [only, another] = matches;
  if (only === undefined) throw new UsageError(`No process ends with ${id}. See \`countersign process ls\`.`);
  if (another !== undefined) {
    const endings = matches.map((process) => shortId(process.processId)).join(', ');
    throw new UsageError(`Several processes end with ${id}: ${endings}. Give more of the id.`);
  }
  return only.processId;
}
