import { Suspense } from 'react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { formPart } from '../../forms/form-part.ts';
import type { AnswerState } from './use-answer.ts';

interface ObjectAnswerProps {
  readonly task: HumanTask;
  readonly answer: AnswerState;
}

/** The fields of an ask that takes an object; what the process had put there is what changes are told from. */
export function ObjectAnswer({ task, answer }: ObjectAnswerProps) {
  const { schema = {}, uiSchema, default: original } = task.ask;
  return (
    <Suspense fallback={null}>
      <formPart.Part
        label={task.title}
        schema={schema}
        uiSchema={uiSchema}
        value={answer.value}
        problems={answer.fieldProblems}
        original={original}
        handle={answer.form}
        onChange={(value) => answer.enter(value)}
      />
    </Suspense>
  );
}
