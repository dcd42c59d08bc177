import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import { longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { isClaimedByAnother } from './assignment-words.ts';
import { isOver } from './is-over.ts';
import { useOwnUserId } from './own-user.ts';

const words = strings.assignment;

/** Why the task cannot be answered just now although it waits, or on whose behalf it would be. */
export function AssignmentNotice({ task }: { readonly task: HumanTask }) {
  const userId = useOwnUserId();
  const now = useNow();
  if (isOver(task) || userId === undefined) return null;
  if (isClaimedByAnother(task, userId)) {
    return (
      <Notice tone="warning" title={words.claimedNotice(task.claimedByName ?? task.claimedBy ?? '')}>
        {task.claimExpiresTs !== null && <p>{words.claimedNoticeText(longTime(task.claimExpiresTs, now))}</p>}
      </Notice>
    );
  }
  if (task.assigneeId === null) {
    const why = words.unassignedWhy[task.unassignedReason ?? ''];
    return (
      <Notice tone="warning" title={words.unassignedNotice}>
        <p>
          {why} {task.canAssignToMe || task.canReassign ? words.unassignedNext : words.unassignedAsk}
        </p>
      </Notice>
    );
  }
  if (!task.isOverride) return null;
  return <Notice tone="plain" title={words.override(task.assigneeName ?? task.assigneeId)} />;
}
