import {
  IconBolt,
  IconCalendarClock,
  IconClock,
  IconSitemap,
  IconStopwatch,
  IconUser,
} from '@tabler/icons-react';
import type { ProcessDetail } from '../../../shared/contract/processes.ts';
import { strings } from '../../strings.ts';
import { Chip, type Tone } from '../../ui/chip.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { processState, type ProcessState } from '../../ui/process-state.ts';
import { processIcons } from '../../ui/task-icons.tsx';
import { duration, exactTime, longTime } from '../../ui/times.ts';
import { useNow } from '../../ui/use-now.ts';

const tones: Record<ProcessState, Tone> = {
  A: 'plain',
  W: 'plain',
  C: 'effect',
  F: 'danger',
  X: 'plain',
  suspended: 'warning',
};

const triggerIcons = {
  manual: IconUser,
  schedule: IconCalendarClock,
  event: IconBolt,
  parent: IconSitemap,
} as const satisfies Record<ProcessDetail['trigger'], unknown>;

/** What it is, how it stands, and where it comes from. */
export function ProcessHeading({ process }: { readonly process: ProcessDetail }) {
  const now = useNow();
  const { startedTs, completedTs, trigger } = process;
  const state = processState(process);
  return (
    <PageHeading title={process.title}>
      <Chip icon={processIcons[state]} tone={tones[state]}>
        {strings.processStatus[state]}
      </Chip>
      <Chip icon={IconClock} title={exactTime(startedTs)}>
        {strings.process.started(longTime(startedTs, now))}
      </Chip>
      <Chip icon={triggerIcons[trigger]}>{strings.triggers[trigger](process.startedBy)}</Chip>
      {completedTs !== null && (
        <Chip icon={IconStopwatch} title={exactTime(completedTs)}>
          {strings.process.took(duration(startedTs, completedTs))}
        </Chip>
      )}
    </PageHeading>
  );
}
