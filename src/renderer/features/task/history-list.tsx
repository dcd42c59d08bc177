import { useQuery } from '@tanstack/react-query';
import type { TransitionRecord } from '../../../shared/contract/human-tasks.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './task.module.css';

/** Every transition of the task, the oldest first: what, who (and for whom), from where, when. */
export function HistoryList({ taskAsstId }: { readonly taskAsstId: string }) {
  const history = useQuery(api.humanTasks.history.queryOptions({ input: { taskAsstId } }));
  if (history.isError) return <ProblemNotice error={history.error} onRetry={() => void history.refetch()} />;
  if (history.data === undefined) return null;
  if (history.data.transitions.length === 0) return <p className={classes.faint}>{strings.history.none}</p>;
  return (
    <ol className={classes.history} data-selectable>
      {history.data.transitions.map((transition, index) => (
        <li key={index} className={classes.transition}>
          <span className={classes.transitionStatus}>{strings.assignmentStatus[transition.status]}</span>
          <span className={classes.transitionBy}>
            {actorOf(transition)}, {strings.sources[transition.source]}
            {transition.reason !== null && ` · ${transition.reason}`}
          </span>
          <span className={classes.transitionTime}>
            <TimeText at={transition.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function actorOf({ actor, effectiveUser }: TransitionRecord): string {
  return actor === effectiveUser ? actor : strings.history.onBehalf(actor, effectiveUser);
}
