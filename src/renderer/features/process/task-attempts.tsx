import type { TaskDetail } from '../../../shared/contract/processes.ts';
import { strings } from '../../strings.ts';
import { Section } from '../../ui/heading.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { problemLine } from '../../ui/wait-text.tsx';
import classes from './process.module.css';

const words = strings.systemTask;

/** How often it was tried by hand, and what came of it each time; nothing where it was tried once. */
export function Attempts({ task }: { readonly task: TaskDetail }) {
  if (task.attempts.length === 0) return null;
  return (
    <Section title={words.attempts}>
      <ol className={classes.attempts}>
        {task.attempts.map((attempt, index) => (
          <li key={attempt.startedTs} className={classes.attempt}>
            <span className={classes.attemptName}>{words.attempt(index + 1)}</span>
            <span className={classes.attemptText}>
              {attempt.error !== null && (
                <span className={classes.attemptError}>{problemLine(attempt.error)}</span>
              )}
              <span className={classes.faint}>
                {words.retriedBy(attempt.retriedBy)} <TimeText at={attempt.retriedTs} />
              </span>
            </span>
            <TimeText at={attempt.startedTs} />
          </li>
        ))}
        <li className={classes.attempt}>
          <span className={classes.attemptName}>{words.attempt(task.attempts.length + 1)}</span>
          <span className={classes.attemptText}>
            {words.latest}: {strings.taskStatus[task.statusCode]}
          </span>
          <TimeText at={task.startedTs} />
        </li>
      </ol>
    </Section>
  );
}
