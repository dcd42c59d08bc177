import { IconInbox } from '@tabler/icons-react';
import { TaskPage } from '../features/task/task-page.tsx';
import { strings } from '../strings.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { EmptyPage } from '../ui/page.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { isHeld } from './held-rows.ts';
import { listOf, parsePlace, type Place } from './navigation.ts';
import { groupTasks, neighbourOf } from './task-groups.ts';
import { useTaskList } from './task-list.ts';
import { goTo } from './use-place.ts';

interface TaskPaneProps {
  readonly place: Extract<Place, { kind: 'tasks' }>;
  readonly onBack: () => void;
}

/** The task beside its list, and the way from one answered task to the next. */
export function TaskPane({ place, onBack }: TaskPaneProps) {
  const { rows } = useTaskList(place.view);
  const narrow = useNarrow();
  if (place.taskAsstId === null) {
    return (
      <EmptyPage label={strings.task.region}>
        {rows.length > 0 && (
          <EmptyState icon={IconInbox} title={strings.empty.noTask} text={strings.empty.noTaskText} />
        )}
      </EmptyPage>
    );
  }
  const goOn = (answered: string) => {
    const here = parsePlace(window.location.hash);
    // Whoever has gone somewhere else meanwhile is left there.
    if (here.kind !== 'tasks' || here.taskAsstId !== answered) return;
    const open = rows.filter((row) => row.taskAsstId === answered || !isHeld(row));
    const next = neighbourOf(groupTasks(open, place.view, Date.now()), answered);
    // In a narrow window the list comes back: a task that nobody chose should not take the whole window.
    goTo(narrow ? listOf(place) : { ...place, taskAsstId: next === answered ? null : next }, 'replace');
  };
  return (
    <TaskPage
      key={place.taskAsstId}
      taskAsstId={place.taskAsstId}
      onBack={onBack}
      onAnswered={goOn}
      onOpenTask={(taskAsstId) => goTo({ ...place, taskAsstId })}
      onOpenEntry={(processId, taskId) => goTo({ kind: 'processes', processId, taskId })}
      onOpenProcess={(processId) => goTo({ kind: 'processes', processId })}
    />
  );
}
