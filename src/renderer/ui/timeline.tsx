import type { TaskSummary } from '../../shared/contract/processes.ts';
import { strings } from '../strings.ts';
import { taskKindIcons } from './task-icons.tsx';
import { TimeText } from './time-text.tsx';
import classes from './timeline.module.css';
import { duration } from './times.ts';

interface TimelineProps {
  readonly tasks: readonly TaskSummary[];
  readonly userId: string;
  /** Opens the task of an ask; without it, asks are not links. */
  readonly onOpenTask: (taskAsstId: string) => void;
  /** The task one is looking at: shown, not linked. */
  readonly currentTaskAsstId?: string;
}

/** A process as what it did, in the order in which it did it: each task with its state, times and what came of it. */
export function Timeline({ tasks, ...context }: TimelineProps) {
  const steps = tasks.filter((task) => task.path !== '/' && task.path !== '/do');
  if (steps.length === 0) return <p className={classes.none}>{strings.process.noTasks}</p>;
  return (
    <ol className={classes.timeline} data-selectable>
      {steps.map((task) => (
        <Entry key={task.taskId} task={task} {...context} />
      ))}
    </ol>
  );
}

type EntryProps = Omit<TimelineProps, 'tasks'> & { readonly task: TaskSummary };

function Entry({ task, userId, onOpenTask, currentTaskAsstId }: EntryProps) {
  const Icon = taskKindIcons[task.kind];
  const { taskAsstId } = task;
  return (
    <li className={classes.entry} data-status={task.statusCode}>
      <span className={classes.icon}>
        <Icon size={14} stroke={1.75} aria-hidden />
      </span>
      <div className={classes.head}>
        <span className={classes.title} title={task.path}>
          {taskAsstId === null || taskAsstId === currentTaskAsstId ? (
            task.title
          ) : (
            <button type="button" className={classes.link} onClick={() => onOpenTask(taskAsstId)}>
              {task.title}
            </button>
          )}
        </span>
        {task.attempt > 1 && <span className={classes.faint}>{strings.process.attempt(task.attempt)}</span>}
        <span className={classes.status}>{strings.taskStatus[task.statusCode]}</span>
        <span className={classes.times}>
          <TimeText at={task.completedTs ?? task.startedTs} />
          {tookTime(task) && ` · ${duration(task.startedTs, task.completedTs)}`}
        </span>
      </div>
      <Outcome task={task} userId={userId} />
    </li>
  );
}

/** Most steps take no time worth reading. */
function tookTime(task: TaskSummary): task is TaskSummary & { completedTs: string } {
  return task.completedTs !== null && Date.parse(task.completedTs) - Date.parse(task.startedTs) >= 100;
}

function Outcome({ task, userId }: { readonly task: TaskSummary; readonly userId: string }) {
  const { wait, error, result, comment, completedUser } = task;
  return (
    <>
      {result !== null && error === null && (
        <p className={classes.result}>
          {result}
          {completedUser !== null && (
            <span className={classes.faint}> {strings.answer.answeredBy(completedUser)}</span>
          )}
        </p>
      )}
      {comment !== null && <p className={classes.comment}>“{comment}”</p>}
      {wait?.kind === 'approval' && (
        <p className={classes.wait}>
          {strings.process.waitsFor(
            wait.assignees.map((user) => (user === userId ? strings.process.you : user)).join(', '),
          )}
          <TimeText at={wait.sinceTs} />
        </p>
      )}
      {wait?.kind === 'timer' && (
        <p className={classes.wait}>
          {strings.process.waitsUntil}
          <TimeText at={wait.untilTs} />
        </p>
      )}
      {error !== null && (
        <p className={classes.error}>
          {[error.title, error.detail].filter((text) => text !== undefined).join(': ') || error.type}
        </p>
      )}
    </>
  );
}
