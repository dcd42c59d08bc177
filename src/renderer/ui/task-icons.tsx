import {
  IconAlertTriangle,
  IconArrowsSplit2,
  IconCircleCheck,
  IconCircleX,
  IconClipboardList,
  IconClock,
  IconEar,
  IconFileUpload,
  IconForms,
  IconGitFork,
  IconHourglass,
  IconListCheck,
  IconListDetails,
  IconMessageQuestion,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconRepeat,
  IconRun,
  IconSend,
  IconStack2,
  IconUserCheck,
  IconWorld,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { OutcomeStep } from '../../shared/contract/human-tasks.ts';
import type { TaskSummary } from '../../shared/contract/processes.ts';
import type { AskMode } from '../../shared/human-task/ask.ts';
import type { ProcessState } from './process-state.ts';

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
  object: IconClipboardList,
  file: IconFileUpload,
};

export const taskKindIcons: Record<TaskSummary['kind'], Icon> = {
  do: IconStack2,
  set: IconPencil,
  switch: IconArrowsSplit2,
  ask: IconMessageQuestion,
  wait: IconClock,
  raise: IconAlertTriangle,
  for: IconRepeat,
  fork: IconGitFork,
  try: IconRefresh,
  emit: IconSend,
  listen: IconEar,
  run: IconRun,
  call: IconWorld,
};

export const outcomeIcons: Record<OutcomeStep['kind'], Icon> = {
  ...taskKindIcons,
  completes: IconCircleCheck,
  faults: IconCircleX,
  waits: IconHourglass,
};

export const processIcons: Record<ProcessState, Icon> = {
  A: IconPlayerPlay,
  W: IconHourglass,
  C: IconCircleCheck,
  F: IconAlertTriangle,
  X: IconCircleX,
  suspended: IconPlayerPause,
};
