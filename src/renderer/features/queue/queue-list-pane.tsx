import { SegmentedControl } from '@mantine/core';
import { IconCloudCheck } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { OutboxEntry } from '../../../shared/contract/accounts.ts';
import { useServers } from '../../app/accounts.ts';
import { useOutbox } from '../../app/outbox.ts';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Listbox, type ListboxHandle } from '../../ui/listbox.tsx';
import { ListPane } from '../../ui/list-pane.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { focusDetail } from '../../ui/regions.ts';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { EntryRow } from './entry-row.tsx';
import { entriesIn, type Filter } from './entries-in.ts';
import classes from './queue.module.css';

const words = strings.queue;

interface QueueListPaneProps {
  readonly selectedId: string | null;
  readonly onSelect: (entryId: string, how: 'push' | 'replace') => void;
  readonly onOpenTask: (taskAsstId: string) => void;
}

/** Everything that was decided here for servers: what is still on its way or needs a look, and what became of the rest. */
export function QueueListPane({ selectedId, onSelect, onOpenTask }: QueueListPaneProps) {
  const [filter, setFilter] = useState<Filter>('open');
  const outbox = useOutbox();
  const servers = useServers();
  const narrow = useNarrow();
  const listbox = useRef<ListboxHandle>(null);
  const marked = useRef<string | null>(null);
  const all = outbox.data?.entries ?? [];
  const nameOf = ({ accountId }: OutboxEntry) =>
    servers.length > 1 ? (servers.find((account) => account.accountId === accountId)?.name ?? null) : null;
  const entries = entriesIn(all, filter);
  const isRead = outbox.isSuccess || servers.length === 0;
  const open = (entryId: string) => {
    onSelect(entryId, 'push');
    if (narrow) requestAnimationFrame(focusDetail);
  };
  useShortcut('next', () => listbox.current?.step(1));
  useShortcut('previous', () => listbox.current?.step(-1));
  useShortcut('open', (event) => {
    const id = selectedId ?? marked.current;
    const entry = all.find(({ entryId }) => entryId === id);
    if (entry === undefined || isControl(event.target)) return false;
    if (narrow && selectedId === null) open(entry.entryId);
    else onOpenTask(entry.taskAsstId);
    return true;
  });
  return (
    <ListPane
      title={strings.views.queue}
      count={isRead ? entries.length : undefined}
      alone={isRead && entries.length === 0 && selectedId === null}
      actions={<FilterControl value={filter} onChange={setFilter} />}
    >
      {!isRead && outbox.isPending && <SkeletonRows />}
      {outbox.isError && (
        <div className={classes.problem}>
          <ProblemNotice error={outbox.error} onRetry={() => void outbox.refetch()} />
        </div>
      )}
      {isRead && entries.length === 0 && <NoEntries filter={filter} />}
      {entries.length > 0 && (
        <Listbox
          ref={listbox}
          label={words.list}
          groups={[{ label: null, items: entries }]}
          idOf={(entry) => entry.entryId}
          total={entries.length}
          selectedId={selectedId}
          onMove={(id) => {
            marked.current = id;
            if (!narrow) onSelect(id, 'replace');
          }}
          onOpen={open}
          renderRow={(entry) => <EntryRow entry={entry} accountName={nameOf(entry)} />}
        />
      )}
    </ListPane>
  );
}

interface FilterControlProps {
  readonly value: Filter;
  readonly onChange: (value: Filter) => void;
}

function FilterControl({ value, onChange }: FilterControlProps) {
  return (
    <SegmentedControl
      aria-label={words.filter}
      value={value}
      onChange={onChange}
      data={(['open', 'ended'] as const).map((filter) => ({ value: filter, label: words[filter] }))}
    />
  );
}

function NoEntries({ filter }: { readonly filter: Filter }) {
  return (
    <div className={classes.empty}>
      {filter === 'open' ? (
        <EmptyState icon={IconCloudCheck} title={words.emptyOpen} text={words.emptyOpenText} />
      ) : (
        <EmptyState icon={IconCloudCheck} title={words.emptyEnded} text={words.emptyEndedText} />
      )}
    </div>
  );
}

/** Enter belongs to a button or link that has the focus. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary') !== null;
}
