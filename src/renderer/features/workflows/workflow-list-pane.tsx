import { Button } from '@mantine/core';
import { IconBolt, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { WorkflowSummary } from '../../../shared/contract/workflows.ts';
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
import { useNarrow } from '../../ui/use-narrow.ts';
import classes from './workflows.module.css';

interface WorkflowListPaneProps {
  readonly selectedId: string | null;
  /** Whether the page beside the list has something to show. */
  readonly besidePage: boolean;
  readonly onSelect: (wfDefId: string, how: 'push' | 'replace') => void;
  readonly onAdd: () => void;
}

/** The workflows that this account can run. */
export function WorkflowListPane({ selectedId, besidePage, onSelect, onAdd }: WorkflowListPaneProps) {
  const list = useQuery(api.workflows.list.queryOptions({}));
  const narrow = useNarrow();
  const listbox = useRef<ListboxHandle>(null);
  useShortcut('next', () => listbox.current?.step(1));
  useShortcut('previous', () => listbox.current?.step(-1));
  const rows = list.data?.workflows ?? [];
  return (
    <ListPane
      title={strings.views.workflows}
      count={list.isSuccess ? rows.length : undefined}
      alone={list.isSuccess && rows.length === 0 && !besidePage}
      actions={
        <Button
          variant="default"
          leftSection={<IconPlus size={15} stroke={1.75} aria-hidden />}
          onClick={onAdd}
        >
          {strings.workflows.add}
        </Button>
      }
    >
      {list.isPending && <SkeletonRows count={4} />}
      {list.isError && (
        <div className={classes.problem}>
          <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isSuccess && rows.length === 0 && <NoWorkflows />}
      {rows.length > 0 && (
        <Listbox
          ref={listbox}
          label={strings.lists.workflows}
          groups={[{ label: null, items: rows }]}
          idOf={(workflow) => workflow.wfDefId}
          total={rows.length}
          selectedId={selectedId}
          onMove={(id) => !narrow && onSelect(id, 'replace')}
          onOpen={(id) => {
            onSelect(id, 'push');
            if (narrow) requestAnimationFrame(focusDetail);
          }}
          renderRow={(workflow) => (
            <ListRow
              icon={IconBolt}
              title={workflow.title}
              subtitle={[`${workflow.namespace} / ${workflow.name}`, ...scheduleInWords(workflow)].join(
                ' · ',
              )}
              aside={workflow.version}
              state={strings.workflows.runs(workflow.processCount)}
            />
          )}
        />
      )}
    </ListPane>
  );
}

function scheduleInWords({ schedule }: WorkflowSummary): string[] {
  if (schedule === null) return [];
  return [schedule.enabled ? schedule.expression : strings.workflows.paused];
}

function NoWorkflows() {
  return (
    <div className={classes.empty}>
      <EmptyState icon={IconBolt} title={strings.workflows.emptyTitle} text={strings.workflows.emptyText} />
      <div className={classes.samples}>
        <SampleCards heading={strings.samples.heading} />
      </div>
    </div>
  );
}
