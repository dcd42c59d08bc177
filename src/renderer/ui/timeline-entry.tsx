import { IconChevronRight, IconDots } from '@tabler/icons-react';
import { assertNever } from '../../shared/assert-never.ts';
import type { TaskSummary } from '../../shared/contract/processes.ts';
import { strings } from '../strings.ts';
import { taskKindIcons } from './task-icons.tsx';
import { TimeText } from './time-text.tsx';
import type { Rounds, TimelineLine } from './timeline-lines.ts';
import classes from './timeline.module.css';
import { duration } from './times.ts';
import { problemLine, WaitText } from './wait-text.tsx';

export interface TimelineContext {
  readonly userId: string;
  /** Opens the task of an ask. */
  readonly onOpenTask: (taskAsstId: string) => void;
  readonly onOpenProcess: (processId: string) => void;
  /** Opens a task that no person does, or the step that it is. */
  readonly onOpenEntry: (taskId: string) => void;
  /** The task one is looking at: shown, not linked. */
  readonly currentTaskAsstId?: string;
}

interface EntryProps<Line extends TimelineLine = TimelineLine> extends TimelineContext {
  readonly line: Line;
  readonly onToggle: (id: string, open: boolean) => void;
}

type LineOf<Kind extends TimelineLine['kind']> = Extract<TimelineLine, { kind: Kind }>;

const words = strings.timeline;

/** One line of a timeline: a task, a round of a loop or a try, or what is not drawn. */
export function TimelineEntry(props: EntryProps) {
  const { line } = props;
  switch (line.kind) {
    case 'task':
      return <TaskEntry {...props} line={line} />;
    case 'round':
      return <RoundEntry {...props} line={line} />;
    case 'more':
      return <MoreEntry {...props} line={line} />;
    default:
      return assertNever(line);
  }
}

function TaskEntry({ line, onToggle, ...context }: EntryProps<LineOf<'task'>>) {
  const { task, round, rounds, status } = line;
  const Icon = taskKindIcons[task.kind];
  return (
    <>
      <span className={classes.icon}>
        <Icon size={14} stroke={1.75} aria-hidden />
      </span>
      <div className={classes.head}>
        <Toggle line={line} what={task.title} onToggle={onToggle} />
        <Title task={task} {...context} />
        {round !== null && <span className={classes.faint}>{words[round.round](round.visit)}</span>}
        {line.branch && <span className={classes.faint}>{words.branch}</span>}
        {task.attempt > 1 && <span className={classes.faint}>{strings.process.attempt(task.attempt)}</span>}
        <span className={classes.status}>
          {strings.taskStatus[status]}
          {task.reason !== null && task.reason !== 'cancelled' && ` ${words.reasons[task.reason]}`}
        </span>
        {rounds !== null && <span className={classes.faint}>{roundsInWords(rounds)}</span>}
        <Times task={task} />
      </div>
      <Outcome task={task} {...context} />
    </>
  );
}

function RoundEntry({ line, onToggle }: EntryProps<LineOf<'round'>>) {
  const name = words[line.round](line.visit);
  return (
    <div className={classes.head} data-round>
      <Toggle line={line} what={name} onToggle={onToggle} />
      <span className={classes.roundName}>{name}</span>
      <span className={classes.status}>{strings.taskStatus[line.status]}</span>
    </div>
  );
}

function MoreEntry({ line, onToggle }: EntryProps<LineOf<'more'>>) {
  return (
    <button type="button" className={classes.more} onClick={() => onToggle(line.key, true)}>
      <IconDots size={14} stroke={1.75} aria-hidden />
      {(line.all ? words.all : words.rest)[line.round](line.count)}
    </button>
  );
}

function Toggle({ line, what, onToggle }: Pick<EntryProps, 'line' | 'onToggle'> & { readonly what: string }) {
  const { toggle } = line;
  if (toggle === null) return null;
  return (
    <button
      type="button"
      className={classes.toggle}
      aria-expanded={toggle.open}
      aria-label={toggle.open ? words.close(what) : words.open(what)}
      onClick={() => onToggle(toggle.id, !toggle.open)}
    >
      <IconChevronRight size={14} stroke={1.75} aria-hidden />
    </button>
  );
}

function Title(props: TimelineContext & { readonly task: TaskSummary }) {
  const { task, onOpenTask, onOpenEntry, currentTaskAsstId } = props;
  const { taskAsstId } = task;
  const open = () => (taskAsstId === null ? onOpenEntry(task.taskId) : onOpenTask(taskAsstId));
  return (
    <span className={classes.title} title={task.path}>
      {taskAsstId !== null && taskAsstId === currentTaskAsstId ? (
        task.title
      ) : (
        <button type="button" className={classes.link} data-asks={taskAsstId !== null} onClick={open}>
          {task.title}
        </button>
      )}
    </span>
  );
}

function Times({ task }: { readonly task: TaskSummary }) {
  return (
    <span className={classes.times}>
      <TimeText at={task.completedTs ?? task.startedTs} />
      {tookTime(task) && ` · ${duration(task.startedTs, task.completedTs)}`}
    </span>
  );
}

/** Most steps take no time worth reading. */
function tookTime(task: TaskSummary): task is TaskSummary & { completedTs: string } {
  return task.completedTs !== null && Date.parse(task.completedTs) - Date.parse(task.startedTs) >= 100;
}

function Outcome({ task, userId, onOpenProcess }: TimelineContext & { readonly task: TaskSummary }) {
  const { wait, error, result, comment, completedUser, childProcessId } = task;
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
      {wait !== null && <WaitText wait={wait} userId={userId} onOpenProcess={onOpenProcess} />}
      {childProcessId !== null && wait?.kind !== 'child' && (
        <p className={classes.result}>
          <button type="button" className={classes.link} onClick={() => onOpenProcess(childProcessId)}>
            {strings.process.showProcess}
          </button>
        </p>
      )}
      {error !== null && <p className={classes.error}>{problemLine(error)}</p>}
    </>
  );
}

/** `1200 iterations · 3 failed · 1 open` */
function roundsInWords({ round, total, failed, open }: Rounds): string {
  return [
    words.total[round](total),
    ...(failed > 0 ? [words.failed(failed)] : []),
    ...(open > 0 ? [words.stillOpen(open)] : []),
  ].join(' · ');
}
