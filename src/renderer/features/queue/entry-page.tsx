import { Button } from '@mantine/core';
import { IconCloudOff, IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { OutboxEntry } from '../../../shared/contract/accounts.ts';
import { useAccount } from '../../app/accounts.ts';
import { editing } from '../../app/editing.ts';
import { keyed } from '../../app/keyed.tsx';
import { useEntryActions, useOutbox } from '../../app/outbox.ts';
import { stateIcons } from '../../app/outbox-icons.ts';
import { labelOf, problemInWords, rightsOf } from '../../app/outbox-words.ts';
import { OutcomeCard } from '../../app/outcome-card.tsx';
import { OwnAnswer } from '../../app/own-answer.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { Chip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeading, Section } from '../../ui/heading.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { EmptyPage, Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SecondsLeft } from '../../ui/seconds-left.tsx';
import { SkeletonPage } from '../../ui/skeleton-rows.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './queue.module.css';

const words = strings.queue;

interface EntryPageProps {
  readonly entryId: string;
  readonly onBack: () => void;
  readonly onOpenTask: (taskAsstId: string) => void;
}

/** One entry of the queue: what was answered, how far it has come, what stood in its way, and what can still be done. */
export function EntryPage({ entryId, onBack, onOpenTask }: EntryPageProps) {
  const outbox = useOutbox();
  const entry = outbox.data?.entries.find((candidate) => candidate.entryId === entryId);
  if (entry !== undefined) return <Loaded entry={entry} onBack={onBack} onOpenTask={onOpenTask} />;
  if (outbox.isFetching) {
    return (
      <Page label={words.region} path={[]} onBack={onBack}>
        <SkeletonPage />
      </Page>
    );
  }
  return (
    <EmptyPage label={words.region}>
      <EmptyState icon={IconCloudOff} title={words.gone} text={words.goneText}>
        <Button onClick={onBack}>{words.toQueue}</Button>
      </EmptyState>
    </EmptyPage>
  );
}

interface LoadedProps extends Omit<EntryPageProps, 'entryId'> {
  readonly entry: OutboxEntry;
}

function Loaded({ entry, onBack, onOpenTask }: LoadedProps) {
  const { state, title, heldUntilTs } = entry;
  const account = useAccount(entry.accountId);
  const isTold = rightsOf(entry).dismiss;
  return (
    <Page
      label={words.region}
      path={[strings.views.queue, words.actions[entry.action]]}
      onBack={onBack}
      actions={
        <IconButton
          icon={IconExternalLink}
          label={words.openTask}
          onClick={() => onOpenTask(entry.taskAsstId)}
        />
      }
    >
      <PageHeading title={title}>
        <Chip icon={stateIcons[state]} tone={isTold ? 'warning' : 'plain'}>
          {words.states[state]}
          {state === 'held' && heldUntilTs !== null && <SecondsLeft until={heldUntilTs} />}
        </Chip>
      </PageHeading>
      {isTold ? (
        <OutcomeCard entry={entry} onOpenTask={onOpenTask} hasKeys />
      ) : (
        <>
          <Actions entry={entry} onOpenTask={onOpenTask} />
          {entry.response === null ? <p>{labelOf(entry)}</p> : <OwnAnswer entry={entry} />}
        </>
      )}
      <Section title={words.facts}>
        <Standing entry={entry} accountName={account?.name ?? null} isOnline={account?.state === 'online'} />
      </Section>
    </Page>
  );
}

function Actions({ entry, onOpenTask }: Omit<LoadedProps, 'onBack'>) {
  const { pending, error, run } = useEntryActions(entry);
  const may = rightsOf(entry);
  const edit = () => {
    editing.set(entry.entryId);
    onOpenTask(entry.taskAsstId);
  };
  useShortcut('retryEntry', () => run('retry'), may.retry);
  useShortcut('editEntry', edit, may.edit);
  useShortcut('withdrawEntry', () => run('withdraw'), may.withdraw);
  if (!may.retry && !may.edit && !may.withdraw) return null;
  return (
    <>
      <div className={classes.actions}>
        {may.retry && (
          <Button {...keyed('retryEntry')} loading={pending === 'retry'} onClick={() => run('retry')}>
            {entry.state === 'refused' ? words.retryRefused : words.retry}
          </Button>
        )}
        {may.edit && (
          <Button variant="default" {...keyed('editEntry')} onClick={edit}>
            {words.edit}
          </Button>
        )}
        {may.withdraw && (
          <Button
            variant="default"
            {...keyed('withdrawEntry')}
            loading={pending === 'withdraw'}
            onClick={() => run('withdraw')}
          >
            {words.withdraw}
          </Button>
        )}
      </div>
      {error !== null && <ProblemNotice title={words.notDone} error={error} />}
    </>
  );
}

interface StandingProps {
  readonly entry: OutboxEntry;
  readonly accountName: string | null;
  readonly isOnline: boolean;
}

function Standing({ entry, accountName, isOnline }: StandingProps) {
  const { writtenTs, attempts, nextTryTs, endedTs, state } = entry;
  // What came of it is told above.
  const problem = rightsOf(entry).dismiss ? '' : problemInWords(entry).join(' ');
  return (
    <dl className={classes.facts} data-selectable>
      {accountName !== null && <Fact name={words.account}>{accountName}</Fact>}
      <Fact name={words.written}>
        <TimeText at={writtenTs} />
      </Fact>
      {attempts > 0 && <Fact name={words.attempts}>{attempts}</Fact>}
      {problem !== '' && <Fact name={words.lastError}>{problem}</Fact>}
      {nextTryTs !== null && (
        <Fact name={words.nextTry}>
          <TimeText at={nextTryTs} form="distance" />
        </Fact>
      )}
      {nextTryTs === null && state === 'queued' && !isOnline && (
        <Fact name={words.nextTry}>{words.nextTryOnline}</Fact>
      )}
      {endedTs !== null && (
        <Fact name={words.endedAt}>
          <TimeText at={endedTs} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
