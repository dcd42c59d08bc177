import { Button, Textarea } from '@mantine/core';
import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import type { ErrorCode } from '../../../shared/error-catalogue.ts';
import { ShortcutKeys } from '../../app/shortcut-keys.tsx';
import { ariaKeys, shortcuts } from '../../app/shortcuts.ts';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { AnswerProblem } from './answer-problem.tsx';
import { answerLabel } from './answer-label.ts';
import classes from './answer-bar.module.css';
import { commentHint } from './comment-hint.ts';
import { CutNotice } from './cut-notice.tsx';
import { DecisionButtons } from './decision-buttons.tsx';
import { SaveProgress } from './save-progress.tsx';
import { TextAnswer } from './text-answer.tsx';
import { commentFieldId, type AnswerState } from './use-answer.ts';

interface AnswerBarProps {
  readonly task: HumanTask;
  readonly answer: AnswerState;
  readonly onBack: () => void;
}

/** After these the task is not waiting any more: what is left is to say so, with the typed answer kept in sight. */
const final = new Set<string>([
  'STALE_TASK',
  'ASSIGNMENT_INACTIVE',
  'ASSIGNMENT_NOT_FOUND',
  'NOT_AN_ASK',
  'ASK_INVALID',
  'FORBIDDEN',
  'CLAIMED_BY_OTHER',
] satisfies ErrorCode[]);

/** The actions, which never scroll away: what went wrong last, the ways to answer, the comment and its rule. */
export function AnswerBar({ task, answer, onBack }: AnswerBarProps) {
  const { problem } = answer;
  const open = task.canComplete && !(problem !== null && final.has(problem.code));
  if (!open && problem === null) return null;
  return (
    <section className={classes.bar} aria-label={strings.answer.region}>
      {problem !== null && <AnswerProblem problem={problem} task={task} onBack={onBack} />}
      {open && <CutNotice task={task} answer={answer} />}
      {open && <Controls task={task} answer={answer} />}
    </section>
  );
}

function Controls({ task, answer }: Omit<AnswerBarProps, 'onBack'>) {
  const { ask } = task;
  const decides = ask.mode === 'approval' || ask.mode === 'confirm';
  useShortcut('comment', () => {
    const field = document.getElementById('answer-text') ?? document.getElementById(commentFieldId);
    field?.focus();
    return field !== null;
  });
  useShortcut('submit', () => {
    if (decides && answer.draft.intent === null) return false;
    answer.send(decides ? (answer.draft.intent ?? undefined) : answer.value);
    return true;
  });
  return (
    <div className={classes.controls} data-mode={ask.mode}>
      {ask.mode === 'text' && <TextAnswer answer={answer} />}
      {decides ? (
        <DecisionButtons ask={ask} answer={answer} />
      ) : (
        <Button
          className={classes.send}
          loading={answer.sending}
          aria-keyshortcuts={ariaKeys(shortcuts.submit.keys[0], window.countersign.platform)}
          rightSection={<ShortcutKeys keys={shortcuts.submit.keys[0]} />}
          onClick={() => answer.send(answer.value)}
        >
          {strings.answer.send}
        </Button>
      )}
      {ask.allowComment && <CommentField task={task} answer={answer} />}
      <SaveProgress task={task} answer={answer} />
    </div>
  );
}

function CommentField({ task, answer }: Omit<AnswerBarProps, 'onBack'>) {
  const { intent } = answer.draft;
  return (
    <div className={classes.comment}>
      <Textarea
        id={commentFieldId}
        aria-label={strings.answer.comment}
        placeholder={commentHint(task.ask)}
        autosize
        minRows={1}
        maxRows={6}
        value={answer.draft.comment}
        error={answer.commentError}
        onChange={(event) => answer.comment(event.currentTarget.value)}
      />
      {intent !== null && (
        <span className={classes.intent}>
          {strings.answer.sends(answerLabel(task.ask, intent))}
          <ShortcutKeys keys={shortcuts.submit.keys[0]} />
        </span>
      )}
    </div>
  );
}
