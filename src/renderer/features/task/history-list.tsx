import { useQuery } from '@tanstack/react-query';
import type { TransitionRecord } from '../../../shared/contract/assignments.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './task.module.css';

/** Every transition of the task, the oldest first: what, who (and for whom), from where, when, why. */
export function HistoryList({ taskAsstId }: { readonly taskAsstId: string }) {
  const history = useQuery(api.humanTasks.history.queryOptions({ input: { taskAsstId } }));
  if (history.isError) return <ProblemNotice error={history.error} onRetry={() => void history.refetch()} />;
  if (history.data === undefined) return null;
  const { transitions } = history.data;
  if (transitions.length === 0) return <p className={classes.faint}>{strings.history.none}</p>;
  const several = new Set(transitions.map((transition) => transition.taskAsstId)).size > 1;
  return (
    <ol className={classes.history} data-selectable>
      {transitions.map((transition, index) => (
        <li key={index} className={classes.transition}>
          <span className={classes.transitionStatus}>{strings.assignmentStatus[transition.status]}</span>
          <span className={classes.transitionBy}>
            {byWhom(transition, several)}
            {transition.note !== null && <span className={classes.note}>“{transition.note}”</span>}
          </span>
          <span className={classes.transitionTime}>
            <TimeText at={transition.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** `anna for ben, in the window · reassigned` */
function byWhom(transition: TransitionRecord, several: boolean): string {
  const { actor, actingAs, effectiveUser, reason } = transition;
  const who = actingAs === null ? actor : strings.history.actingAs(actor, actingAs);
  // Of several places in one ask each line says whose it is about; of one, only where somebody else did it.
  const about = several || actor === engine ? null : effectiveUser;
  const by = about === null || about === (actingAs ?? actor) ? who : strings.history.onBehalf(who, about);
  return [
    ...(several
      ? [effectiveUser === null ? strings.history.ofNobody : strings.history.of(effectiveUser)]
      : []),
    `${by}, ${strings.sources[transition.source]}`,
    ...(reason === null ? [] : [strings.transitions[reason] ?? reason]),
  ].join(' · ');
}

const engine = 'engine';
