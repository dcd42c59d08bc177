import { Button } from '@mantine/core';
import type { TaskSummary } from '../../../shared/contract/processes.ts';
import { strings } from '../../strings.ts';
import { Section } from '../../ui/heading.tsx';
import { taskKindIcons } from '../../ui/task-icons.tsx';
import type { TimelineContext } from '../../ui/timeline-entry.tsx';
import { WaitText } from '../../ui/wait-text.tsx';
import classes from './process.module.css';

interface NowSectionProps extends Omit<TimelineContext, 'onOpenEntry'> {
  readonly tasks: readonly TaskSummary[];
}

/** A process may wait for hundreds of things at once; the timeline has them all. */
const mostShown = 5;

/** What the process waits for right now, before how it came there: the person's own tasks first. */
export function NowSection({ tasks, userId, onOpenTask, onOpenProcess }: NowSectionProps) {
  const waiting = tasks
    .filter((task) => task.wait !== null)
    .toSorted((one, other) => Number(isTheirs(other, userId)) - Number(isTheirs(one, userId)));
  if (waiting.length === 0) return null;
  return (
    <Section title={strings.process.isNow}>
      <ul className={classes.now}>
        {waiting.slice(0, mostShown).map((task) => {
          const Icon = taskKindIcons[task.kind];
          const { taskAsstId, wait } = task;
          return (
            <li key={task.taskId} className={classes.nowTask}>
              <Icon className={classes.nowIcon} size={16} stroke={1.75} aria-hidden />
              <div className={classes.nowText}>
                <p className={classes.nowTitle}>{task.title}</p>
                {wait !== null && <WaitText wait={wait} userId={userId} onOpenProcess={onOpenProcess} />}
              </div>
              {taskAsstId !== null && (
                <Button
                  variant={isTheirs(task, userId) ? 'filled' : 'default'}
                  onClick={() => onOpenTask(taskAsstId)}
                >
                  {strings.process.answerIt}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {waiting.length > mostShown && (
        <p className={classes.faint}>{strings.process.moreWaits(waiting.length - mostShown)}</p>
      )}
    </Section>
  );
}

function isTheirs({ wait }: TaskSummary, userId: string): boolean {
  return wait?.kind === 'approval' && wait.assignees.includes(userId);
}
