import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheck,
  IconCloudUp,
  IconGitPullRequestClosed,
  IconHourglass,
  IconSend,
} from '@tabler/icons-react';
import type { OutboxState } from '../../shared/contract/accounts.ts';
import type { Icon } from '../ui/task-icons.tsx';

/** How far something has come on its way to its server, at a glance. */
export const stateIcons: Readonly<Record<OutboxState, Icon>> = {
  held: IconHourglass,
  queued: IconCloudUp,
  sending: IconSend,
  delivered: IconCircleCheck,
  refused: IconAlertTriangle,
  conflict: IconGitPullRequestClosed,
  withdrawn: IconArrowBackUp,
};
