import { Button } from '@mantine/core';
import { IconArrowForwardUp, IconLock, IconLockOpen, IconUserCheck } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { keyed } from '../../app/keyed.tsx';
import type { ShortcutId } from '../../app/shortcuts.ts';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import type { Icon } from '../../ui/task-icons.tsx';
import classes from './assignment.module.css';
import { ReassignForm } from './reassign-form.tsx';
import type { AssignmentState } from './use-assignment.ts';

const words = strings.assignment;

/** What one can do about whose task it is; the question whom to give it to opens where one looks. */
export function AssignmentBar({ assignment }: { readonly assignment: AssignmentState }) {
  const { may, unreachable, error, run } = assignment;
  const needsServer = useId();
  const [asking, setAsking] = useState(false);
  const claimOrRelease = () => run({ kind: may.release ? 'release' : 'claim' });
  useShortcut('claim', claimOrRelease, may.claim || may.release);
  useShortcut('assignToMe', () => run({ kind: 'assignToMe' }), may.assignToMe && unreachable === null);
  useShortcut('reassign', () => setAsking(true), may.reassign && unreachable === null);
  if (!Object.values(may).some(Boolean) && error === null) return null;
  return (
    <>
      <fieldset className={classes.actions} aria-label={words.region}>
        {may.assignToMe && (
          <Action
            id="assignToMe"
            icon={IconUserCheck}
            label={words.assignToMe}
            assignment={assignment}
            offline={unreachable === null ? null : needsServer}
            onClick={() => run({ kind: 'assignToMe' })}
          />
        )}
        {(may.claim || may.release) && (
          <Action
            id="claim"
            icon={may.release ? IconLockOpen : IconLock}
            label={may.release ? words.release : words.claim}
            assignment={assignment}
            onClick={claimOrRelease}
          />
        )}
        {may.reassign && (
          <Action
            id="reassign"
            icon={IconArrowForwardUp}
            label={words.reassign}
            assignment={assignment}
            offline={unreachable === null ? null : needsServer}
            onClick={() => setAsking(!asking)}
          />
        )}
      </fieldset>
      {unreachable !== null && (may.assignToMe || may.reassign) && (
        <p id={needsServer} className={classes.needsServer}>
          {words.needsServer(unreachable)}
        </p>
      )}
      {error !== null && <ProblemNotice title={words.notDone} error={error} />}
      {asking && may.reassign && <ReassignForm assignment={assignment} onKeep={() => setAsking(false)} />}
    </>
  );
}

interface ActionProps {
  readonly id: ShortcutId;
  readonly icon: Icon;
  readonly label: string;
  readonly assignment: AssignmentState;
  /** The element that says why it cannot be done now; null: it can. */
  readonly offline?: string | null;
  readonly onClick: () => void;
}

function Action({ id, icon: Icon, label, assignment, offline = null, onClick }: ActionProps) {
  const { pending } = assignment;
  return (
    <Button
      variant="default"
      size="compact-sm"
      className={classes.action}
      disabled={offline !== null}
      aria-describedby={offline ?? undefined}
      loading={pending === id || (id === 'claim' && pending === 'release')}
      leftSection={<Icon size={14} stroke={1.75} aria-hidden />}
      {...keyed(id)}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
