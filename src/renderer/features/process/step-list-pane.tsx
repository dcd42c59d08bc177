import { Button, Switch } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ProcessDetail } from '../../../shared/contract/processes.ts';
import { useOwnUser } from '../../app/account-people.ts';
import { api } from '../../app/api.ts';
import { useProcessTasks } from '../../app/process-tasks.ts';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Listbox, type ListboxHandle } from '../../ui/listbox.tsx';
import { ListPane } from '../../ui/list-pane.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { processState } from '../../ui/process-state.ts';
import { focusDetail } from '../../ui/regions.ts';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import classes from './step.module.css';
import { StepRow } from './step-row.tsx';
import { filtered, stepNumbers, tasksOfStep, type StepFilter, type StepNumbers } from './step-tasks.ts';

interface StepListPaneProps {
  readonly processId: string;
  readonly stepId: string | null;
  readonly selectedId: string | null;
  readonly onSelect: (taskId: string, how: 'push' | 'replace') => void;
  readonly onOpenProcess: () => void;
}

const words = strings.step;

/** The tasks of one step of a process, of people and of the system: how many stand how, and each as a row. */
export function StepListPane(props: StepListPaneProps) {
  const process = useQuery(api.processes.get.queryOptions({ input: { processId: props.processId } }));
  if (process.data !== undefined) return <LoadedStep {...props} process={process.data} />;
  return (
    <ListPane title={words.region}>
      {process.isError ? (
        <div className={classes.problem}>
          <ProblemNotice error={process.error} onRetry={() => void process.refetch()} />
        </div>
      ) : (
        <SkeletonRows />
      )}
    </ListPane>
  );
}

function LoadedStep(props: StepListPaneProps & { readonly process: ProcessDetail }) {
  const { process, stepId, selectedId, onSelect } = props;
  const { userId = '' } = useOwnUser(process.accountId ?? null);
  const { tasks: all } = useProcessTasks(process);
  const [filter, setFilter] = useState<StepFilter>({ mine: false, showCompleted: true });
  const narrow = useNarrow();
  const listbox = useRef<ListboxHandle>(null);
  useShortcut('next', () => listbox.current?.step(1));
  useShortcut('previous', () => listbox.current?.step(-1));
  const tasks = tasksOfStep(all, stepId);
  const shown = filtered(tasks, filter, userId);
  const step = all.find((task) => task.taskId === stepId);
  return (
    <ListPane
      title={step?.title ?? process.title}
      count={shown.length}
      actions={
        <Button variant="subtle" size="compact-sm" onClick={props.onOpenProcess}>
          {words.toProcess}
        </Button>
      }
    >
      <Metrics numbers={stepNumbers(tasks, processState(process) === 'suspended')} />
      <Toggles filter={filter} onChange={setFilter} />
      {shown.length === 0 ? (
        <EmptyState
          icon={IconListCheck}
          title={words.none}
          text={tasks.length === 0 ? words.noneYet : words.noneText}
        />
      ) : (
        <Listbox
          ref={listbox}
          label={strings.lists.tasks}
          groups={[{ label: null, items: shown }]}
          idOf={(task) => task.taskId}
          total={shown.length}
          selectedId={selectedId}
          onMove={(id) => !narrow && onSelect(id, 'replace')}
          onOpen={(id) => {
            onSelect(id, 'push');
            if (narrow) requestAnimationFrame(focusDetail);
          }}
          renderRow={(task) => <StepRow task={task} userId={userId} />}
        />
      )}
    </ListPane>
  );
}

const metrics = ['total', 'active', 'completed', 'blocked'] as const;

function Metrics({ numbers }: { readonly numbers: StepNumbers }) {
  return (
    <dl className={classes.metrics} aria-label={words.metrics}>
      {metrics.map((metric) => (
        <div key={metric} className={classes.metric} data-metric={metric} data-any={numbers[metric] > 0}>
          <dt>{words[metric]}</dt>
          <dd>{numbers[metric]}</dd>
        </div>
      ))}
    </dl>
  );
}

interface TogglesProps {
  readonly filter: StepFilter;
  readonly onChange: (filter: StepFilter) => void;
}

function Toggles({ filter, onChange }: TogglesProps) {
  return (
    <div className={classes.toggles}>
      <Switch
        size="xs"
        label={words.mine}
        checked={filter.mine}
        onChange={(event) => onChange({ ...filter, mine: event.currentTarget.checked })}
      />
      <Switch
        size="xs"
        label={words.showCompleted}
        checked={filter.showCompleted}
        onChange={(event) => onChange({ ...filter, showCompleted: event.currentTarget.checked })}
      />
    </div>
  );
}
