import type { AssignmentRow } from '../../service/human-tasks/assignment-row.ts';
import { seesOthers } from '../../service/human-tasks/human-task-list.ts';
import { holdersOf } from '../../shared/human-task/taken-away.ts';
import type { UserId } from '../../shared/ids.ts';
import type { Reader } from '../store/database.ts';
import { authorsOf } from '../store/messages.ts';
import { listUsers } from '../store/people.ts';

/** Who is or was asked or has written something, and may read what is written. */
export async function participantsOf(
  reader: Reader,
  taskId: string,
  all: readonly AssignmentRow[],
): Promise<string[]> {
  const holders = holdersOf(all);
  const asked = all.flatMap(({ assigneeId }) => assigneeId ?? []);
  const others = [...new Set([...asked, ...(await authorsOf(reader, taskId))])];
  const doubtful = others.filter((id) => !holders.has(id));
  const users = doubtful.length === 0 ? [] : await listUsers(reader, doubtful);
  const seeing = new Set(
    users
      .filter(({ id, permissions }) =>
        seesOthers({ userId: id as UserId, permissions: new Set(permissions) }),
      )
      .map(({ id }) => id),
  );
  return others.filter((id) => holders.has(id) || seeing.has(id));
}
