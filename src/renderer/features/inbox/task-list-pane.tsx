import { useEffect, useRef } from 'react';
import type { HumanTaskRow, TaskView } from '../../../shared/contract/human-tasks.ts';
import { useAccounts } from '../../app/accounts.ts';
import { useAccountFilter } from '../../app/account-filter.ts';
import { groupTasks } from '../../app/task-groups.ts';
import { useTaskList } from '../../app/task-list.ts';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { Listbox, type ListboxHandle } from '../../ui/listbox.tsx';
import { ListPane } from '../../ui/list-pane.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { focusDetail } from '../../ui/regions.ts';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { useNow } from '../../ui/use-now.ts';
import { AccountChips } from './account-chips.tsx';
import { EmptyAccount } from './empty-account.tsx';
import { EmptyTasks } from './empty-tasks.tsx';
import { TasksOnTheirWay, useArriving } from './tasks-on-their-way.tsx';
import classes from './inbox.module.css';
import { TaskRow } from './task-row.tsx';
import { useQuickAnswer } from './use-quick-answer.ts';

interface TaskListPaneProps {
  readonly view: TaskView;
  readonly selectedId: string | null;
  /** `push` when the person opens a task, `replace` when they move along the list. */
  readonly onSelect: (taskAsstId: string, how: 'push' | 'replace') => void;
}

/** The tasks of one view under headings of time. In a narrow window moving only marks; the task then has the whole window. */
export function TaskListPane({ view, selectedId, onSelect }: TaskListPaneProps) {
  const list = useTaskList(view);
  const filter = useAccountFilter(view);
  const accountOf = useAccountNames();
  const now = useNow();
  const narrow = useNarrow();
  const listbox = useRef<ListboxHandle>(null);
  const marked = useRef<string | null>(null);
  const open = (taskAsstId: string) => {
    onSelect(taskAsstId, 'push');
    if (narrow) requestAnimationFrame(focusDetail);
  };
  useShortcut('next', () => listbox.current?.step(1));
  useShortcut('previous', () => listbox.current?.step(-1));
  useShortcut('open', (event) => {
    const id = selectedId ?? marked.current;
    if (id === null || isControl(event.target)) return false;
    if (narrow) open(id);
    else focusDetail();
    return true;
  });
  useQuickAnswer(
    () => (selectedId === null ? list.rows.find((row) => row.taskAsstId === marked.current) : undefined),
    open,
  );
  const filled = list.rows.length > 0;
  useEffect(() => {
    if (filled) performance.mark(firstRowMark);
  }, [filled]);
  const empty = list.isSuccess && list.rows.length === 0;
  const arriving = useArriving(view, filter.accountId);
  return (
    <ListPane
      title={strings.views[view]}
      count={list.isSuccess ? list.total : undefined}
      alone={empty && selectedId === null}
    >
      <AccountChips filter={filter} />
      {list.isPending && <SkeletonRows />}
      {list.isError && (
        <div className={classes.problem}>
          <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {empty && arriving !== undefined && <TasksOnTheirWay account={arriving} />}
      {empty &&
        arriving === undefined &&
        (filter.accountId === null ? <EmptyTasks view={view} /> : <EmptyAccount filter={filter} />)}
      {filled && (
        <Listbox
          ref={listbox}
          label={strings.lists.tasks}
          groups={groupTasks(list.rows, view, now)}
          idOf={(row) => row.taskAsstId}
          total={list.total}
          selectedId={selectedId}
          onMove={(id) => {
            marked.current = id;
            if (!narrow) onSelect(id, 'replace');
          }}
          onOpen={open}
          onEndReached={list.hasNextPage && !list.isFetching ? () => void list.fetchNextPage() : undefined}
          loadingMore={list.isFetchingNextPage}
          renderRow={(row) => (
            <TaskRow row={row} now={now} showsAssignee={view === 'all'} accountName={accountOf(row)} />
          )}
        />
      )}
    </ListPane>
  );
}

/** Of which account a task is; undefined while there is only this computer. */
function useAccountNames(): (row: HumanTaskRow) => string | undefined {
  const [local, ...servers] = useAccounts();
  return ({ sync }) => (servers.length === 0 ? undefined : (sync?.accountName ?? local?.name));
}

/** What the start-up bench reads. */
const firstRowMark = 'countersign:first-task-row';

/** Enter belongs to a button or link that has the focus. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary, [role="tab"]') !== null;
}
