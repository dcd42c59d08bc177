import type { ReactNode } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import type { Wait } from '../../shared/contract/wait.ts';
import type { ProblemDetails } from '../../shared/problem-details.ts';
import { strings } from '../strings.ts';
import { TimeText } from './time-text.tsx';
import classes from './wait-text.module.css';

interface WaitTextProps {
  readonly wait: Wait;
  readonly userId: string;
  readonly onOpenProcess: (processId: string) => void;
}

const words = strings.waits;

/** Why a task is not moving, since when, and what ends it. */
export function WaitText(props: WaitTextProps) {
  const { wait } = props;
  const { why, ends, more } = inWords(props);
  return (
    <div className={classes.wait} data-wait={wait.kind}>
      <p>
        <span className={classes.why}>{why}</span> {words.since}
        <TimeText at={wait.sinceTs} />
        {' · '}
        {ends}
      </p>
      {more}
    </div>
  );
}

function inWords({ wait, userId, onOpenProcess }: WaitTextProps): {
  why: ReactNode;
  ends: ReactNode;
  more?: ReactNode;
} {
  switch (wait.kind) {
    case 'approval':
      return {
        why: words.approval(
          wait.assignees.map((user) => (user === userId ? strings.process.you : user)).join(', '),
        ),
        ends:
          wait.deadlineTs === null ? (
            words.answerEnds
          ) : (
            <Until says={words.answerEndsBy} at={wait.deadlineTs} />
          ),
      };
    case 'timer':
      return { why: words.timer, ends: <Until says={words.until} at={wait.untilTs} /> };
    case 'retry':
      return {
        why: words.retry(wait.attempt),
        ends: <Until says={words.next} at={wait.untilTs} />,
        more: <p className={classes.error}>{words.retryError(problemLine(wait.error))}</p>,
      };
    case 'event':
      return { why: words.event, ends: words.eventEnds, more: <Filters filters={wait.filters} /> };
    case 'child':
      return {
        why: (
          <>
            {words.child} <ChildLink wait={wait} onOpenProcess={onOpenProcess} />
          </>
        ),
        ends: words.childEnds,
      };
    case 'runtime':
      return {
        why: words.runtime(wait.what),
        ends: words.runtimeEnds,
        more: (wait.attempts ?? 1) > 1 && <p>{words.begun(wait.attempts ?? 1)}</p>,
      };
    default:
      return assertNever(wait);
  }
}

/** A problem on one line: its title and detail, or at least its type. */
export function problemLine(error: ProblemDetails): string {
  return [error.title, error.detail].filter((text) => text !== undefined).join(': ') || error.type;
}

function Until({ says, at }: { readonly says: string; readonly at: string }) {
  return (
    <>
      {says}
      <TimeText at={at} /> (<TimeText at={at} form="distance" />)
    </>
  );
}

function Filters({ filters }: { readonly filters: readonly string[] }) {
  const shown = filters.length === 0 ? [words.anyEvent] : filters;
  return (
    <p className={classes.filters}>
      {shown.map((filter, index) => (
        <code key={index}>{filter}</code>
      ))}
    </p>
  );
}

function ChildLink({
  wait,
  onOpenProcess,
}: { readonly wait: Extract<Wait, { kind: 'child' }> } & Pick<WaitTextProps, 'onOpenProcess'>) {
  const { processId, workflow } = wait;
  const name = `${workflow.namespace}/${workflow.name}@${workflow.version}`;
  if (processId === null) return name;
  return (
    <button type="button" className={classes.link} onClick={() => onOpenProcess(processId)}>
      {name}
    </button>
  );
}
