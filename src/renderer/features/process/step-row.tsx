import { useQuery } from '@tanstack/react-query';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { TaskSummary } from '../../../shared/contract/processes.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { ListRow } from '../../ui/list-row.tsx';
import { modeIcons, taskKindIcons } from '../../ui/task-icons.tsx';
import { problemLine } from '../../ui/wait-text.tsx';
import classes from './step.module.css';
import { stepBadge } from './step-tasks.ts';

const words = strings.step;

interface StepRowProps {
  readonly task: TaskSummary;
  readonly userId: string;
}

/** One task of a step: what kind, what it is called, what it is about, how it stands, and whose it is. */
export function StepRow({ task, userId }: StepRowProps) {
  const { taskId, taskAsstId } = task;
  const isAsk = taskAsstId !== null;
  const ask = useQuery(api.humanTasks.ofTask.queryOptions({ input: { taskId }, enabled: isAsk })).data;
  const badge = stepBadge(task, ask !== undefined && ask.claimedBy !== null);
  return (
    <ListRow
      icon={ask === undefined ? taskKindIcons[task.kind] : modeIcons[ask.ask.mode]}
      tone={badge === 'failed' ? 'danger' : 'plain'}
      title={task.title}
      subtitle={
        <>
          {description(task, ask)}
          <span className="cs-visually-hidden">
            {`, ${ask === undefined ? strings.systemTask.kinds[task.kind] : strings.modes[ask.ask.mode]}`}
          </span>
        </>
      }
      aside={
        <span className={classes.badge} data-badge={badge}>
          {words.badges[badge]}
        </span>
      }
      state={isAsk ? assignee(task, ask, userId) : strings.systemTask.byItself}
    />
  );
}

/** The first line of what is asked, its expressions evaluated; of a task of the system, what came of it. */
function description({ error, result, wait, kind }: TaskSummary, ask: HumanTask | undefined): string {
  if (ask !== undefined) return plainLine(ask.ask.prompt);
  if (error !== null) return problemLine(error);
  return result ?? (wait === null ? (strings.systemTask.kinds[kind] ?? kind) : strings.waitKinds[wait.kind]);
}

/** Markdown as one line without its marks. */
function plainLine(markdown: string): string {
  const line = markdown.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return line.replace(/^[#>*\s-]+/, '').replace(/[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}/g, '$1');
}

function assignee(task: TaskSummary, ask: HumanTask | undefined, userId: string): string {
  const id = task.completedUser ?? ask?.assigneeId ?? null;
  if (id === userId) return strings.task.you;
  if (id === null) return words.unassigned;
  return ask?.assignments.find((place) => place.assigneeId === id)?.assigneeName ?? id;
}
