import { Suspense } from 'react';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { hasFields, takesFields } from '../../../shared/human-task/fields.ts';
import { formPart } from '../../forms/form-part.ts';
import { strings } from '../../strings.ts';
import classes from './answer-fields.module.css';
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

/** The form beside the options; once an option is chosen that it does not go with, it is out of the way. */
export function FieldsAnswer({ task, answer }: ObjectAnswerProps) {
  const { ask } = task;
  if (!hasFields(ask)) return null;
  // The buttons of other modes choose and send at once.
  const isChosen = ask.mode === 'choice' && answer.value !== undefined && answer.value !== null;
  if (isChosen && !takesFields(ask, answer.value)) return null;
  const { schema = {}, uiSchema, fieldsFor } = ask;
  const labels = ask.options
    .filter(({ value }) => fieldsFor?.includes(value) === true)
    .map(({ label }) => strings.answer.quoted(label));
  return (
    <section className={classes.fields}>
      {labels.length > 0 && (
        <p className={classes.goesWith}>{strings.answer.fieldsFor(labels.join(strings.answer.or))}</p>
      )}
      <Suspense fallback={null}>
        <formPart.Part
          label={strings.answer.fields}
          schema={schema}
          uiSchema={uiSchema}
          value={answer.fields}
          problems={answer.fieldProblems}
          handle={answer.form}
          onChange={(fields) => answer.enterFields(fields)}
        />
      </Suspense>
    </section>
  );
}
