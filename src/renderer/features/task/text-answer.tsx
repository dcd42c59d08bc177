import { Textarea } from '@mantine/core';
import { strings } from '../../strings.ts';
import classes from './answer-bar.module.css';
import type { AnswerState } from './use-answer.ts';

/** Free text: grows with what is written; Enter is a new line, sending is a key or button of its own. */
export function TextAnswer({ answer }: { readonly answer: AnswerState }) {
  return (
    <Textarea
      id="answer-text"
      className={classes.text}
      aria-label={strings.answer.answer}
      placeholder={strings.answer.text}
      autosize
      minRows={2}
      maxRows={10}
      value={typeof answer.value === 'string' ? answer.value : ''}
      error={answer.valueError}
      onChange={(event) => answer.enter(event.currentTarget.value)}
    />
  );
}
