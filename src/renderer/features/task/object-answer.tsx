import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { formField } from '../../forms/form-field.ts';
import { SchemaForm } from '../../forms/schema-form.tsx';
import { strings } from '../../strings.ts';
import type { AnswerState } from './use-answer.ts';

interface ObjectAnswerProps {
  readonly task: HumanTask;
  readonly answer: AnswerState;
}

/** The fields of an ask that takes an object. */
export function ObjectAnswer({ task, answer }: ObjectAnswerProps) {
  const { schema = {}, uiSchema } = task.ask;
  return (
    <SchemaForm
      label={strings.answer.region}
      field={formField(schema, uiSchema)}
      value={answer.value}
      problems={answer.fieldProblems}
      onChange={(value) => answer.enter(value)}
    />
  );
}
