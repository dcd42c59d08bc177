import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../strings.ts';
import { Notice } from './notice.tsx';
import { toProblem } from './problem.ts';

interface ProblemNoticeProps {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: (() => void) | undefined;
  readonly actions?: ReactNode;
}

/** A failed call as an inline state: what happened, what to do next, its code for whoever has to look further. */
export function ProblemNotice({ error, title, onRetry, actions }: ProblemNoticeProps) {
  const problem = toProblem(error);
  const buttons = (
    <>
      {onRetry !== undefined && problem.retry && (
        <Button variant="default" onClick={onRetry}>
          {strings.app.tryAgain}
        </Button>
      )}
      {actions}
    </>
  );
  return (
    <Notice tone="danger" title={title ?? problem.title} live actions={buttons}>
      {title !== undefined && <p>{problem.title}.</p>}
      <p>{problem.next}</p>
      {problem.details.fields?.map((field) => (
        <p key={field.pointer + field.message}>{field.message}</p>
      ))}
    </Notice>
  );
}
