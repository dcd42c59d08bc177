import {
  IconAlertTriangle,
  IconArrowsSplit2,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconForms,
  IconHourglass,
  IconListCheck,
  IconListDetails,
  IconMessageQuestion,
  IconPencil,
  IconPlayerPlay,
  IconStack2,
  IconUserCheck,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { OutcomeStep } from '../../shared/contract/human-tasks.ts';
import type { TaskSummary } from '../../shared/contract/processes.ts';
import type { AskMode } from '../../shared/human-task/ask.ts';
import type { ProcessStatus } from '../../shared/human-task/status.ts';

export type Icon = ComponentType<{
  size?: number;
  stroke?: number;
  className?: string | undefined;
  'aria-hidden'?: boolean;
}>;

/** What kind of ask it is, at a glance. */
export const modeIcons: Record<AskMode, Icon> = {
  approval: IconCircleCheck,
  confirm: IconUserCheck,
  choice: IconListDetails,
  multiChoice: IconListCheck,
  text: IconForms,
};

export const taskKindIcons: Record<TaskSummary['kind'], Icon> = {
  do: IconStack2,
  set: IconPencil,
  switch: IconArrowsSplit2,
  ask: IconMessageQuestion,
  wait: IconClock,
  raise: IconAlertTriangle,
};

export const outcomeIcons: Record<OutcomeStep['kind'], Icon> = {
  set: IconPencil,
  switch: IconArrowsSplit2,
  ask: IconMessageQuestion,
  wait: IconClock,
  raise: IconAlertTriangle,
  completes: IconCircleCheck,
  faults: IconCircleX,
  waits: IconHourglass,
};

export const processStatusIcons: Record<ProcessStatus, Icon> = {
  A: IconPlayerPlay,
  W: IconHourglass,
  C: IconCircleCheck,
  F: IconAlertTriangle,
  X: IconCircleX,
};
