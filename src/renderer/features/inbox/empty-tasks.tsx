import { Button } from '@mantine/core';
import { IconCalendarCheck, IconChecks, IconInbox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TaskView } from '../../../shared/contract/human-tasks.ts';
import { api } from '../../app/api.ts';
import { inboxPlace } from '../../app/navigation.ts';
import { SampleCards } from '../../app/sample-cards.tsx';
import { goTo } from '../../app/use-place.ts';
import { strings } from '../../strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import classes from './inbox.module.css';

/** A view without tasks is never a dead end: it says why, and what one can do. */
export function EmptyTasks({ view }: { readonly view: TaskView }) {
  const { empty } = strings;
  switch (view) {
    case 'inbox':
      return <EmptyInbox />;
    case 'due':
      return (
        <div className={classes.empty}>
          <EmptyState icon={IconCalendarCheck} title={empty.dueTitle} text={empty.dueText}>
            <ToInbox />
          </EmptyState>
        </div>
      );
    case 'done':
      return (
        <div className={classes.empty}>
          <EmptyState icon={IconChecks} title={empty.doneTitle} text={empty.doneText}>
            <ToInbox />
          </EmptyState>
        </div>
      );
    case 'unassigned':
      return (
        <div className={classes.empty}>
          <EmptyState icon={IconChecks} title={empty.unassignedTitle} text={empty.unassignedText}>
            <ToInbox />
          </EmptyState>
        </div>
      );
    case 'all':
      return (
        <div className={classes.empty}>
          <EmptyState icon={IconChecks} title={empty.allTitle} text={empty.allText}>
            <ToInbox />
          </EmptyState>
        </div>
      );
  }
}

function EmptyInbox() {
  const { empty } = strings;
  const workflows = useQuery(api.workflows.list.queryOptions({})).data?.workflows;
  if (workflows === undefined) return null;
  const first = workflows.length === 0;
  return (
    <div className={classes.empty}>
      <EmptyState
        icon={IconInbox}
        title={first ? empty.firstTitle : empty.zeroTitle}
        text={first ? empty.firstText : empty.zeroText}
      >
        {!first && (
          <>
            <Button variant="default" onClick={() => goTo({ kind: 'processes', processId: null })}>
              {empty.seeProcesses}
            </Button>
            <Button variant="default" onClick={() => goTo({ kind: 'workflows', wfDefId: null })}>
              {empty.seeWorkflows}
            </Button>
          </>
        )}
      </EmptyState>
      <div className={classes.samples}>
        <SampleCards heading={first ? strings.samples.heading : empty.runSample} />
      </div>
    </div>
  );
}

function ToInbox() {
  return (
    <Button variant="default" onClick={() => goTo(inboxPlace)}>
      {strings.empty.toInbox}
    </Button>
  );
}
