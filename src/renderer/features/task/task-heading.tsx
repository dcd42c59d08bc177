import {
  IconCircleCheck,
  IconClock,
  IconEyeOff,
  IconFlag,
  IconHourglass,
  IconLock,
  IconTag,
  IconUser,
  IconUserQuestion,
} from '@tabler/icons-react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { humanize } from '../../../shared/human-task/title.ts';
import { strings } from '../../strings.ts';
import { Chip } from '../../ui/chip.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { exactTime, longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { assigneeInWords, claimInWords, isClaimedByAnother } from './assignment-words.ts';
import { isOver } from './is-over.ts';
import { TruthChip } from './truth-chip.tsx';
import { useOwnUserId } from './own-user.ts';

const riskTones = { low: 'plain', medium: 'warning', high: 'danger' } as const;

/** The title, and in one line how serious, until when, whose and since when. */
export function TaskHeading({ task }: { readonly task: HumanTask }) {
  const userId = useOwnUserId();
  const { ask } = task;
  return (
    <PageHeading title={task.title}>
      {ask.risk !== 'low' && (
        <Chip icon={IconFlag} tone={riskTones[ask.risk]}>
          {strings.risks[ask.risk]}
        </Chip>
      )}
      {!isOver(task) && task.deadlineTs !== null && <Due at={task.deadlineTs} />}
      <Chip
        icon={task.assigneeId === null ? IconUserQuestion : IconUser}
        tone={task.assigneeId === null && !isOver(task) ? 'warning' : 'plain'}
        title={everyoneAsked(task)}
      >
        {assigneeInWords(task, userId)}
      </Chip>
      <Claim task={task} userId={userId} />
      {task.categoryCode !== null && <Chip icon={IconTag}>{humanize(task.categoryCode)}</Chip>}
      {ask.sensitive && <Chip icon={IconEyeOff}>{strings.task.sensitive}</Chip>}
      <Status task={task} />
      <TruthChip task={task} />
    </PageHeading>
  );
}

/** Who works on it, and for how long it is kept for them. */
function Claim({ task, userId }: { readonly task: HumanTask; readonly userId: string | undefined }) {
  const now = useNow();
  const claim = isOver(task) ? null : claimInWords(task, userId, now);
  if (claim === null || task.claimExpiresTs === null) return null;
  return (
    <Chip
      icon={IconLock}
      tone={isClaimedByAnother(task, userId) ? 'warning' : 'plain'}
      title={strings.assignment.claimEnds(exactTime(task.claimExpiresTs))}
    >
      {claim}
    </Chip>
  );
}

function everyoneAsked({ assignments }: HumanTask): string | undefined {
  const names = assignments
    .filter((place) => place.active)
    .map((place) => place.assigneeName ?? place.assigneeId ?? strings.assignment.nobody);
  return names.length === 0 ? undefined : strings.assignment.everyone(names.join(', '));
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
  if (!isOver(task)) {
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
