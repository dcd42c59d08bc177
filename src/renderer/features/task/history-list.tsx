import { useQuery } from '@tanstack/react-query';
import type { TransitionRecord } from '../../../shared/contract/assignments.ts';
import { api } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { useUserNames } from './own-user.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import classes from './task.module.css';

/** Every transition of the task, the oldest first: what, who (and for whom), from where, when, why. */
export function HistoryList({ taskAsstId }: { readonly taskAsstId: string }) {
  const nameOf = useUserNames();
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
            {byWhom(transition, several, nameOf)}
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

/** `Anna for Ben · in the window · reassigned` */
function byWhom(transition: TransitionRecord, several: boolean, nameOf: (userId: string) => string): string {
  const { actor, actingAs, effectiveUser, reason, status } = transition;
  const why = strings.transitions[reason ?? ''] ?? reason ?? '';
  const signedIn = nameOf(actor);
  const who = actingAs === null ? signedIn : strings.history.actingAs(signedIn, nameOf(actingAs));
  // Of several places in one ask each line says whose it is about; of one, only where somebody else did it.
  const isForAnother =
    !several && actor !== engine && effectiveUser !== null && effectiveUser !== (actingAs ?? actor);
  return [
    ...(several ? [placeOf(effectiveUser, nameOf)] : []),
    ...(actor === engine ? [] : [isForAnother ? strings.history.onBehalf(who, nameOf(effectiveUser)) : who]),
    strings.sources[transition.source],
    ...(reason === null || why.toLowerCase() === strings.assignmentStatus[status].toLowerCase() ? [] : [why]),
  ].join(' · ');
}

function placeOf(userId: string | null, nameOf: (userId: string) => string): string {
  return userId === null ? strings.history.ofNobody : strings.history.of(nameOf(userId));
}

const engine = 'engine';
