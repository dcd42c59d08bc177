import { SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconRoute } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { ProcessSummary } from '../../../shared/contract/processes.ts';
import { api } from '../../app/api.ts';
import { SampleCards } from '../../app/sample-cards.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Listbox, type ListboxHandle } from '../../ui/listbox.tsx';
import { ListPane } from '../../ui/list-pane.tsx';
import { ListRow } from '../../ui/list-row.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { focusDetail } from '../../ui/regions.ts';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { processState } from '../../ui/process-state.ts';
import { processIcons } from '../../ui/task-icons.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import classes from './process.module.css';

interface ProcessListPaneProps {
  readonly selectedId: string | null;
  readonly onSelect: (processId: string, how: 'push' | 'replace') => void;
}

type Filter = 'all' | 'open' | 'ended';

/** All processes, the newest first: what runs, where it stands, and when it began. */
export function ProcessListPane({ selectedId, onSelect }: ProcessListPaneProps) {
  const [only, setOnly] = useState<Filter>('all');
  const list = useProcessList(only);
  const narrow = useNarrow();
  const listbox = useRef<ListboxHandle>(null);
  useShortcut('next', () => listbox.current?.step(1));
  useShortcut('previous', () => listbox.current?.step(-1));
  const rows = list.data?.pages.flatMap((page) => page.processes) ?? [];
  const total = list.data?.pages.at(-1)?.total ?? 0;
  return (
    <ListPane
      title={strings.views.processes}
      count={list.isSuccess ? total : undefined}
      alone={list.isSuccess && rows.length === 0 && selectedId === null}
      actions={<FilterControl value={only} onChange={setOnly} />}
    >
      {list.isPending && <SkeletonRows />}
      {list.isError && (
        <div className={classes.problem}>
          <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isSuccess && rows.length === 0 && <NoProcesses />}
      {rows.length > 0 && (
        <Listbox
          ref={listbox}
          label={strings.lists.processes}
          groups={[{ label: null, items: rows }]}
          idOf={(process) => process.processId}
          total={total}
          selectedId={selectedId}
          onMove={(id) => !narrow && onSelect(id, 'replace')}
          onOpen={(id) => {
            onSelect(id, 'push');
            if (narrow) requestAnimationFrame(focusDetail);
          }}
          onEndReached={list.hasNextPage && !list.isFetching ? () => void list.fetchNextPage() : undefined}
          loadingMore={list.isFetchingNextPage}
          renderRow={(process) => <ProcessRow process={process} />}
        />
      )}
    </ListPane>
  );
}

function useProcessList(only: Filter) {
  return useInfiniteQuery(
    api.processes.list.infiniteOptions({
      input: (cursor: string | null) => ({ only, limit: 60, ...(cursor === null ? {} : { cursor }) }),
      initialPageParam: null,
      getNextPageParam: (page) => page.nextCursor,
    }),
  );
}

function FilterControl({
  value,
  onChange,
}: {
  readonly value: Filter;
  readonly onChange: (value: Filter) => void;
}) {
  return (
    <SegmentedControl
      aria-label={strings.process.filter}
      value={value}
      onChange={onChange}
      data={(['all', 'open', 'ended'] as const).map((filter) => ({
        value: filter,
        label: strings.process[filter],
      }))}
    />
  );
}

const statusTones = { A: 'accent', W: 'plain', C: 'plain', F: 'danger', X: 'plain' } as const;

function ProcessRow({ process }: { readonly process: ProcessSummary }) {
  const { namespace, name } = process.workflow;
  return (
    <ListRow
      icon={processIcons[processState(process)]}
      tone={statusTones[process.statusCode]}
      title={process.title}
      subtitle={[`${namespace} / ${name}`, ...standing(process)].join(' · ')}
      aside={<TimeText at={process.startedTs} form="short" />}
      state={stateInWords(process)}
    />
  );
}

/** Of what waits, for what: the first of several. */
function stateInWords(process: ProcessSummary): string {
  const state = processState(process);
  const [wait] = state === 'W' ? process.waits : [];
  return wait === undefined ? strings.processStatus[state] : strings.waitKinds[wait.kind];
}

function standing({ currentTask }: ProcessSummary): string[] {
  return currentTask === null ? [] : [strings.process.standsAt(currentTask)];
}

function NoProcesses() {
  return (
    <div className={classes.empty}>
      <EmptyState icon={IconRoute} title={strings.process.emptyTitle} text={strings.process.emptyText} />
      <div className={classes.samples}>
        <SampleCards heading={strings.samples.heading} />
      </div>
    </div>
  );
}
