import {
  IconCircleCheck,
  IconClock,
  IconEyeOff,
  IconFlag,
  IconHourglass,
  IconTag,
  IconUser,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { humanize } from '../../../shared/human-task/title.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { Chip } from '../../ui/chip.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { exactTime, longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';

const riskTones = { low: 'plain', medium: 'warning', high: 'danger' } as const;

/** The title, and in one line how serious, until when, whose and since when. */
export function TaskHeading({ task }: { readonly task: HumanTask }) {
  const userId = useQuery(api.account.info.queryOptions()).data?.userId;
  const { ask, assigneeId } = task;
  return (
    <PageHeading title={task.title}>
      {ask.risk !== 'low' && (
        <Chip icon={IconFlag} tone={riskTones[ask.risk]}>
          {strings.risks[ask.risk]}
        </Chip>
      )}
      {!task.readOnly && task.deadlineTs !== null && <Due at={task.deadlineTs} />}
      <Chip icon={IconUser} title={strings.task.assignee(assigneeId)}>
        {assigneeId === userId ? strings.task.you : assigneeId}
      </Chip>
      {task.categoryCode !== null && <Chip icon={IconTag}>{humanize(task.categoryCode)}</Chip>}
      {ask.sensitive && <Chip icon={IconEyeOff}>{strings.task.sensitive}</Chip>}
      <Status task={task} />
    </PageHeading>
  );
}

function Due({ at }: { readonly at: string }) {
  const now = useNow();
  const overdue = Date.parse(at) < now;
  const when = longTime(at, now);
  return (
    <Chip icon={IconClock} tone={overdue ? 'danger' : 'plain'} title={exactTime(at)}>
      {overdue ? strings.task.overdueSince(when) : strings.task.dueAt(when)}
    </Chip>
  );
}

function Status({ task }: { readonly task: HumanTask }) {
  const now = useNow();
  if (!task.readOnly) {
    return (
      <Chip icon={IconHourglass} title={exactTime(task.assignedTs)}>
        {strings.task.waitingSince(longTime(task.assignedTs, now))}
      </Chip>
    );
  }
  if (task.completedTs !== null && task.answer !== null) {
    return (
      <Chip icon={IconCircleCheck} title={exactTime(task.completedTs)}>
        {strings.task.answeredAt(longTime(task.completedTs, now))}
      </Chip>
    );
  }
  return <Chip icon={IconCircleCheck}>{strings.assignmentStatus[task.assignmentStatusCode]}</Chip>;
}
